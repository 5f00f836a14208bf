// build: javac -d {folder}/java {file}
// run java-HttpURLConnection: java -cp {folder}/java Java old {plan} {out}
// run java-HttpClient: java -Djdk.httpclient.allowRestrictedHeaders=connection -cp {folder}/java Java new {plan} {out}
// cannot java-* http-1.0: has no option for it
// cannot java-HttpClient query-blank: refuses the address
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.*;
import javax.net.ssl.*;

public class Java {
    record Answer(String status, Map<String, List<String>> headers, byte[] body) {}

    static final String[] CREDENTIALS = System.getenv("CREDENTIALS").split(":");
    static final Authenticator AUTHENTICATOR = new Authenticator() {
        @Override protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(CREDENTIALS[0], CREDENTIALS[1].toCharArray());
        }
    };

    static SSLContext tls(List<String> how) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(how.contains("certificate") ? new FileInputStream(System.getenv("CERTIFICATE_PFX")) : null, "sesame".toCharArray());
        var keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, "sesame".toCharArray());
        try (var authority = new FileInputStream(System.getenv("AUTHORITY"))) {
            store.setCertificateEntry("authority", CertificateFactory.getInstance("X.509").generateCertificate(authority));
        }
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    static InetSocketAddress proxy() {
        var address = URI.create(System.getenv("PROXY"));
        return new InetSocketAddress(address.getHost(), address.getPort());
    }

    static Answer withHttpURLConnection(String method, String url, byte[] body, List<String> how, String[] header) throws Exception {
        var proxy = how.contains("proxy") ? new Proxy(Proxy.Type.HTTP, proxy()) : Proxy.NO_PROXY;
        var connection = (HttpURLConnection) new URL(url).openConnection(proxy);
        if (connection instanceof HttpsURLConnection secure) secure.setSSLSocketFactory(tls(how).getSocketFactory());
        connection.setRequestMethod(method);
        if (header.length > 1) connection.setRequestProperty(header[0], header[1]);
        if (how.contains("close")) connection.setRequestProperty("Connection", "close");
        if (how.contains("expect")) connection.setRequestProperty("Expect", "100-continue");
        if (how.contains("basic")) connection.setAuthenticator(AUTHENTICATOR);
        if (method.equals("POST") || method.equals("PUT")) {
            connection.setDoOutput(true);
            if (how.contains("chunked")) connection.setChunkedStreamingMode(0);
            else if (body != null) connection.setFixedLengthStreamingMode(body.length);
            try (var stream = connection.getOutputStream()) {
                if (body != null) stream.write(body);
            }
        }
        var status = connection.getResponseCode();
        var stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        var content = stream == null ? new byte[0] : stream.readAllBytes();
        var headers = new HashMap<>(connection.getHeaderFields());
        return new Answer(headers.remove(null).get(0), headers, content);
    }

    static Answer withHttpClient(
        HttpClient client, String method, String url, byte[] body, List<String> how, String[] header) throws Exception {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody()
            : how.contains("chunked") ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : HttpRequest.BodyPublishers.ofByteArray(body);
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, publisher).expectContinue(how.contains("expect"));
        if (header.length > 1) request.header(header[0], header[1]);
        if (how.contains("close")) request.header("Connection", "close");
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(answer.version() + " " + answer.statusCode(), answer.headers().map(), answer.body());
    }

    static HttpClient client(List<String> how) throws Exception {
        var builder = HttpClient.newBuilder().sslContext(tls(how)).followRedirects(HttpClient.Redirect.NORMAL);
        if (how.contains("basic")) builder.authenticator(AUTHENTICATOR);
        if (how.contains("proxy")) builder.proxy(ProxySelector.of(proxy()));
        return builder.build();
    }

    public static void main(String[] arguments) throws Exception {
        for (var line : Files.readAllLines(Path.of(arguments[1]))) {
            var fields = line.split("\t");
            var body = fields[3].equals("-") ? null : Files.readAllBytes(Path.of(fields[3]));
            var how = Arrays.asList(fields[4].split(" "));
            var header = fields[5].split(": ");
            try {
                var client = arguments[0].equals("new") ? client(how) : null;
                Answer answer = null;
                for (var call = 0; call < (how.contains("twice") ? 2 : 1); call++) {
                    answer = client == null ? withHttpURLConnection(fields[1], fields[2], body, how, header)
                        : withHttpClient(client, fields[1], fields[2], body, how, header);
                }
                var head = new StringBuilder(answer.status).append('\n');
                answer.headers.forEach((name, values) ->
                    values.forEach(value -> head.append(name).append(": ").append(value).append('\n')));
                Files.write(Path.of(arguments[2], fields[0] + ".head"), head.toString().getBytes(StandardCharsets.ISO_8859_1));
                Files.write(Path.of(arguments[2], fields[0] + ".body"), answer.body);
            } catch (Exception error) {
                System.out.println(fields[0] + ": " + error);
            }
        }
        System.exit(0);
    }
}
