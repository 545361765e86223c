// The one place where Beast itself is compiled (BOOST_BEAST_SEPARATE_COMPILATION in cmake/options.cmake).
#include <boost/beast/src.hpp>
