import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/**
 * One OpenSearch node in this process, until SIGTERM or the end of standard input: who started it holds the other end, so a test
 * run that is gone leaves no server behind.
 *
 * <p>The server's own main class refuses root and runs the bootstrap checks of production before it does the same.
 *
 * <p>Arguments: CONFIG_DIR key=value...
 */
public final class PeerNode {
    public static void main(String[] args) {
        try {
            run(args);
        } catch (Throwable fault) {
            fault.printStackTrace();
            LogManager.shutdown();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (int i = 1; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), Path.of(args[0]), () -> "peer");
        LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(environment.settings()));
        LogConfigurator.configure(environment);
        Node node = new Node(environment);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
        node.start();
        endWithInput();
        new CountDownLatch(1).await();
    }

    private static void endWithInput() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() != -1) {
                    // nothing is said to the server this way
                }
            } catch (IOException gone) {
                // the same as its end
            }
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private static void close(Node node) {
        try {
            node.close();
            node.awaitClose(20, TimeUnit.SECONDS);
        } catch (Exception fault) {
            fault.printStackTrace();
        } finally {
            LogManager.shutdown();
        }
    }
}
