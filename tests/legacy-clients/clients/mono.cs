// build: mcs -out:{folder}/mono.exe {file}
// run mono-HttpWebRequest: mono {folder}/mono.exe {plan} {out}
using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;

static class Mono
{
    static string Read(string name)
    {
        return Environment.GetEnvironmentVariable(name);
    }

    static void Call(string[] fields, string[] how, string result)
    {
        var request = (HttpWebRequest)WebRequest.Create(fields[2]);
        request.Method = fields[1];
        request.Timeout = 30000;
        request.KeepAlive = !how.Contains("close");
        request.Proxy = how.Contains("proxy") ? new WebProxy(Read("PROXY")) : null;
        request.ServicePoint.Expect100Continue = how.Contains("expect");
        if (how.Contains("http1.0"))
            request.ProtocolVersion = HttpVersion.Version10;
        if (how.Contains("basic"))
            request.Credentials = new NetworkCredential(Read("CREDENTIALS").Split(':')[0], Read("CREDENTIALS").Split(':')[1]);
        if (how.Contains("certificate"))
            request.ClientCertificates.Add(new X509Certificate2(Read("CERTIFICATE_PFX"), "sesame"));
        if (fields[3] != "-")
        {
            var body = File.ReadAllBytes(fields[3]);
            request.ContentType = fields[5].Split(new[] { ": " }, 2, 0)[1];
            request.SendChunked = how.Contains("chunked");
            if (!request.SendChunked)
                request.ContentLength = body.Length;
            using (var stream = request.GetRequestStream())
                stream.Write(body, 0, body.Length);
        }
        else if (fields[5] != "-")
        {
            request.Headers.Add(fields[5]);
        }

        WebResponse answer;
        try
        {
            answer = request.GetResponse();
        }
        catch (WebException error)
        {
            if ((answer = error.Response) == null)
                throw;
        }
        using (answer)
        using (var body = new MemoryStream())
        {
            answer.GetResponseStream().CopyTo(body);
            var status = (HttpWebResponse)answer;
            var lines = answer.Headers.AllKeys.SelectMany(name => answer.Headers.GetValues(name).Select(value => name + ": " + value));
            var head = "HTTP/" + status.ProtocolVersion + " " + (int)status.StatusCode + " " + status.StatusDescription;
            File.WriteAllText(result + ".head", head + "\n" + string.Join("\n", lines), Encoding.GetEncoding(28591));
            File.WriteAllBytes(result + ".body", body.ToArray());
        }
    }

    static void Main(string[] arguments)
    {
        ServicePointManager.ServerCertificateValidationCallback = (sender, certificate, chain, errors) => true;
        foreach (var line in File.ReadLines(arguments[0]))
        {
            var fields = line.Split('\t');
            var how = fields[4].Split(' ');
            try
            {
                for (var call = 0; call < (how.Contains("twice") ? 2 : 1); call++)
                    Call(fields, how, Path.Combine(arguments[1], fields[0]));
            }
            catch (Exception error)
            {
                Console.WriteLine(fields[0] + ": " + error);
            }
        }
    }
}
