using System.CommandLine;
using System.Net.Security;
using CiamGateway.Management;
using CiamGateway.Secrecy;

namespace CiamGateway.Cli.Verbs;

/// <summary><c>health</c>: asks a running gateway whether it is ready, for a container's health check.</summary>
internal sealed class HealthVerb : ConfigurationVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Option<Uri?> _url = new("--url")
    {
        Description = "The management listener's address. Default: Gateway:Management:Url of the configuration.",
        HelpName = "URL",
        CustomParser = result =>
            Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : Refuse(result),
    };

    public HealthVerb(ConfigurationOption configuration)
        : base("health", "Asks a running gateway whether it is ready. Exit code 0 or 1.", "ciam-gateway health --url http://127.0.0.1:8081")
    {
        Options.Add(_url);
        SetAction(
            (arguments, cancellationToken) =>
            {
                var management = arguments.GetValue(_url)
                    ?? GatewayConfiguration.Load(configuration.Read(arguments)).ManagementAddress
                    ?? new Uri(ManagementOptions.DefaultUrl);
                return AskAsync(management, arguments.InvocationConfiguration, cancellationToken);
            }
        );
    }

    private static async Task<int> AskAsync(Uri management, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        var url = new Uri(management, "/health/ready");
        using var handler = new SocketsHttpHandler { UseProxy = false };
        if (url.IsLoopback)
        {
            // The listener's certificate is for the name by which others know this machine.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, faults) =>
                faults is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNameMismatch;
        }
        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(url, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                streams.Output.WriteLine("ready");
                return ExitCode.Fine;
            }
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            streams.Error.WriteLine($"not ready: {url} answers {(int)response.StatusCode}. {ForeignText.Long(answer)}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            streams.Error.WriteLine($"not reachable: {url}: {ForeignText.Of(exception)}");
        }
        return ExitCode.FoundProblems;
    }

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is not an http or https address.");
        return null;
    }
}
