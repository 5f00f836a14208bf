using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>
/// <c>doctor</c> names what is wrong with the TLS of a Redis, also if the Redis client tells of the failure only after its time limit.
/// </summary>
public sealed class DoctorRedisTests : IAsyncLifetime
{
    private const string NotAccepted = "(?m)^warning: shared cache: Redis has a certificate that is not accepted";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly TestAuthority _authority = new();
    private TlsServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TlsServer.StartAsync(_authority, TlsServer.AnswerWithTokenAsync);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_taken_for_a_wrong_password()
    {
        var run = await RunAsync($"localhost:{_server.Port},ssl=true");
        Assert.Matches($"{NotAccepted} .*[Ss]et Gateway:TokenCache:RedisTrustedCertificatesFile", run.Output);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_said()
    {
        _folder.With("authority.pem", TestAuthority.Pem(_authority.Root));
        var run = await RunAsync(
            $"127.0.0.1:{_server.Port},ssl=true,sslHost=redis.example.com",
            "--Gateway:TokenCache:RedisTrustedCertificatesFile=authority.pem"
        );
        Assert.Matches($"{NotAccepted} .*Fix: write the host name that the certificate is for", run.Output);
    }

    private Task<GatewayProcess> RunAsync(string redis, params string[] further) =>
        GatewayProcess.RunAsync(
            _folder.Path,
            [
                "doctor",
                $"--Gateway:TokenCache:Redis={redis},connectTimeout=30000",
                "--Gateway:TokenCache:ConnectTimeout=00:00:30",
                "--timeout",
                "60",
                "--Gateway:TokenClients:provisioning:TokenEndpoint=http://127.0.0.1:1/token",
                .. further,
            ]
        );
}
