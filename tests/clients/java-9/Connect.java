// How a client of 9.x is made.
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;

class Connect {
    /** `login` is USER:PASSWORD, `authorization` the value of a header; null for what there is not. */
    static ElasticsearchClient to(String url, String login, String authorization) {
        return ElasticsearchClient.of(b -> {
            b.host(url);
            if (login != null) b.usernameAndPassword(login.split(":", 2)[0], login.split(":", 2)[1]);
            if (authorization != null) b.apiKey(authorization.substring("ApiKey ".length()));
            return b;
        });
    }

    /** What the server answered; 0 for any other fault. */
    static int status(Exception fault) {
        return fault instanceof ElasticsearchException told ? told.status() : 0;
    }
}
