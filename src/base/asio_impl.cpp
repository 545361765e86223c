// The one place where Asio itself is compiled (BOOST_ASIO_SEPARATE_COMPILATION in cmake/options.cmake); every room links it through base.
#include <boost/asio/impl/src.hpp>
