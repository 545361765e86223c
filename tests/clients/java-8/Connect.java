// How a client of 8.x is made.
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.json.SimpleJsonpMapper;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import java.util.Base64;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.ResponseException;
import org.elasticsearch.client.RestClient;

class Connect {
    /** `login` is USER:PASSWORD, `authorization` the value of a header; null for what there is not. */
    static ElasticsearchClient to(String url, String login, String authorization) {
        String value = login == null ? authorization : "Basic " + Base64.getEncoder().encodeToString(login.getBytes());
        Header[] headers = value == null ? new Header[0] : new Header[] {new BasicHeader("Authorization", value)};
        var client = RestClient.builder(HttpHost.create(url)).setDefaultHeaders(headers).build();
        return new ElasticsearchClient(new RestClientTransport(client, new SimpleJsonpMapper()));
    }

    /** What the server answered; 0 for any other fault. */
    static int status(Exception fault) {
        if (fault instanceof ResponseException low) return low.getResponse().getStatusLine().getStatusCode();  // 409: from the layer below
        return fault instanceof ElasticsearchException told ? told.status() : 0;
    }
}
