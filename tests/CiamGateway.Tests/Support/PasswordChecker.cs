using System.Net;
using System.Text;
using CiamGateway.Callers;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>
/// Checks passwords on a clock that the test owns.
/// The caller "ops-console" has the passwords that the test says, "branch" has one, "payroll" has none.
/// </summary>
internal sealed class PasswordChecker : IDisposable
{
    /// <summary>Where passwords come from unless a test says otherwise.</summary>
    public static readonly IPAddress Home = IPAddress.Parse("203.0.113.1");

    private CallerDirectory _directory = null!;

    /// <param name="hashes">The passwords of the caller "ops-console".</param>
    public PasswordChecker(params string[] hashes)
    {
        Verification = new PasswordVerification(Clock, Metrics);
        Configure(hashes);
    }

    public FakeTimeProvider Clock { get; } = new();

    public GatewayMetrics Metrics { get; } = new();

    public PasswordVerification Verification { get; }

    /// <summary>Applies other passwords of "ops-console".</summary>
    public void Configure(params string[] hashes) => Configure(hashes, networks: []);

    /// <summary>Applies other passwords and networks of "ops-console".</summary>
    public void Configure(string[] hashes, string[] networks) =>
        Configure(
            TestCallers.WithPasswords("ops-console", hashes) with
            {
                Networks = TestCallers.Networks(networks),
            },
            TestCallers.WithPasswords("branch", TestCallers.First),
            TestCallers.WithKeys("payroll", "payroll-1")
        );

    public void Configure(params CallerSettings[] callers) => Configure(TestCallers.Access(callers));

    public void Configure(AccessSettings access) => _directory = new CallerDirectory(access);

    /// <returns>The caller's name, or the reason of the refusal.</returns>
    public async Task<string> VerifyAsync(string name, string password, string? source = null, ConnectionPassword? connection = null)
    {
        var identification = await IdentifyAsync(name, password, source, connection);
        return identification.Caller?.Name ?? identification.Refusal!.Reason;
    }

    public async Task<Identification> IdentifyAsync(
        string name,
        string password,
        string? source = null,
        ConnectionPassword? connection = null,
        CancellationToken? cancellationToken = null
    )
    {
        var whole = Encoding.UTF8.GetBytes($"{name}:{password}");
        var credentials = new BasicCredentials(name, whole.AsMemory(Encoding.UTF8.GetByteCount(name) + 1), whole);
        var address = source is null ? Home : IPAddress.Parse(source);
        return await Verification.VerifyAsync(
            credentials,
            _directory,
            address,
            connection,
            cancellationToken ?? TestContext.Current.CancellationToken
        );
    }

    public void Dispose() => Verification.Dispose();
}
