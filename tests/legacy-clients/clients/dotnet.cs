// build: mkdir {folder}/dotnet && cp {file} {folder}/dotnet/dotnet.cs
// build: XDG_DATA_HOME={folder} dotnet build --disable-build-servers {folder}/dotnet/dotnet.cs --output {folder}/dotnet/out
// run dotnet-HttpClient: dotnet {folder}/dotnet/out/dotnet.dll {plan} {out}
#:property PublishAot=false
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;

string Read(string name) => Environment.GetEnvironmentVariable(name)!;
var authority = X509CertificateLoader.LoadCertificateFromFile(Read("AUTHORITY"));

foreach (var line in File.ReadLines(args[0]))
{
    var fields = line.Split('\t');
    var how = fields[4].Split(' ');
    using var handler = new SocketsHttpHandler { UseProxy = how.Contains("proxy"), Proxy = new WebProxy(Read("PROXY")) };
    handler.SslOptions.CertificateChainPolicy = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { authority },
        RevocationMode = X509RevocationMode.NoCheck,
    };
    if (how.Contains("basic"))
    {
        handler.Credentials = new NetworkCredential(Read("CREDENTIALS").Split(':')[0], Read("CREDENTIALS").Split(':')[1]);
    }
    if (how.Contains("certificate"))
    {
        handler.SslOptions.ClientCertificates = [X509CertificateLoader.LoadPkcs12FromFile(Read("CERTIFICATE_PFX"), "sesame")];
    }
    using var client = new HttpClient(handler);
    try
    {
        for (var call = 0; call < (how.Contains("twice") ? 2 : 1); call++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(fields[1]), fields[2]);
            if (how.Contains("http1.0"))
            {
                request.Version = HttpVersion.Version10;
            }
            request.Headers.ConnectionClose = how.Contains("close");
            request.Headers.ExpectContinue = how.Contains("expect");
            if (fields[3] != "-")
            {
                request.Content = new ByteArrayContent(File.ReadAllBytes(fields[3]));
                request.Headers.TransferEncodingChunked = how.Contains("chunked");
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(fields[5].Split(": ")[1]);
            }
            else if (fields[5] != "-")
            {
                request.Headers.Add(fields[5].Split(": ")[0], fields[5].Split(": ")[1]);
            }
            using var answer = await client.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            var headers = answer
                .Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
                .SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}"));
            var head = $"HTTP/{answer.Version} {(int)answer.StatusCode} {answer.ReasonPhrase}\n{string.Join('\n', headers)}";
            File.WriteAllText(Path.Combine(args[1], fields[0] + ".head"), head, Encoding.Latin1);
            File.WriteAllBytes(Path.Combine(args[1], fields[0] + ".body"), body);
        }
    }
    catch (Exception error)
    {
        Console.WriteLine($"{fields[0]}: {error}");
    }
}
