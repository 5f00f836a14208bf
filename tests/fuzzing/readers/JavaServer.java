import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Java's own HTTP server: the path as URI decodes it, the same normalized, and as servlet containers read it, without what follows a
 * semicolon. Usage: java JavaServer.java PORT NAME METHOD PATTERN QUERY HEADER ... with NAME=VALUE or nothing for QUERY and HEADER.
 */
public final class JavaServer {
    private record Operation(String name, String method, Pattern path, String[] query, String[] header) {
        boolean isOf(String calledMethod, String calledPath, HttpExchange exchange) {
            return method.equals(calledMethod)
                && path.matcher(calledPath).matches()
                && (query.length < 2 || query[1].equals(parameter(exchange.getRequestURI(), query[0])))
                && (header.length < 2 || header[1].equals(exchange.getRequestHeaders().getFirst(header[0])));
        }
    }

    public static void main(String[] arguments) throws IOException {
        var operations = new Operation[(arguments.length - 1) / 5];
        for (var i = 0; i < operations.length; i++) {
            var fields = Arrays.copyOfRange(arguments, 1 + i * 5, 6 + i * 5);
            var path = Pattern.compile(fields[2], Pattern.DOTALL);
            operations[i] = new Operation(fields[0], fields[1], path, fields[3].split("="), fields[4].split("="));
        }
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        server.createContext("/", exchange -> answer(exchange, operations));
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
    }

    private static void answer(HttpExchange exchange, Operation[] operations) throws IOException {
        var length = exchange.getRequestBody().readAllBytes().length;
        var method = exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
        var uri = exchange.getRequestURI();
        var names = new LinkedHashSet<String>();
        var normalized = URI.create(uri.getRawPath()).normalize().getPath();
        for (var path : List.of(uri.getPath(), normalized, uri.getPath().replaceAll(";[^/]*", ""))) {
            var found = Arrays.stream(operations).filter(one -> one.isOf(method, path, exchange)).findFirst();
            names.add(found.map(Operation::name).orElse("-"));
        }
        var headers = exchange.getRequestHeaders();
        var authorization = String.join(",", headers.getOrDefault("Authorization", List.of()));
        var reading = String.join("|", headers.getFirst("X-Fuzz"), authorization, "" + length, String.join(",", names));
        exchange.getResponseHeaders().set("X-Reading", reading);
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private static String parameter(URI uri, String name) {
        for (var part : (uri.getQuery() == null ? "" : uri.getQuery()).split("&")) {
            if (part.startsWith(name + "=")) {
                return part.substring(name.length() + 1);
            }
        }
        return null;
    }
}
