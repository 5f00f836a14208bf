using System.Text.Json.Serialization;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry;

namespace CiamGateway.Diagnosis;

/// <summary>Whether the authorization server gives a token that routes ask for.</summary>
/// <param name="Routes">The routes whose requests go out with it.</param>
internal sealed record TokenCheck(string TokenClient, string Scope, string? Resource, IReadOnlyList<string> Routes) : Check
{
    /// <summary>Token client, scope and resource in words.</summary>
    [JsonIgnore]
    public string Request { get; init; } = "";

    public ExchangeFacts Exchange { get; init; } = ExchangeFacts.None;

    public string? ClientAuthentication { get; init; }

    /// <summary>The OAuth error code (RFC 6749 §5.2).</summary>
    public string? Error { get; init; }

    /// <summary>The scope that the server says it granted; null if it does not say.</summary>
    public string? Granted { get; init; }

    /// <summary>What was asked for and not granted.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The certificate that the token is bound to (<c>x5t#S256</c>, RFC 8705 §3.1).</summary>
    public string? BoundCertificate { get; init; }

    /// <summary>Seconds.</summary>
    public double? Lifetime { get; init; }

    [JsonIgnore]
    public override string Subject => Request;

    [JsonIgnore]
    public override string Summary => string.Join("; ", Parts());

    private IEnumerable<string> Parts()
    {
        foreach (var part in Exchange == ExchangeFacts.None ? [] : ExchangeSummary.Of(Exchange))
        {
            yield return part;
        }
        if (Lifetime is { } lifetime)
        {
            yield return (Granted, Missing.Count) switch
            {
                (null, _) => "a token that does not say its scope",
                (_, 0) => "the whole scope granted",
                _ => $"granted '{Granted}'",
            };
            yield return $"valid for {TimeSpan.FromSeconds(lifetime):c}";
            if (BoundCertificate is { } certificate)
            {
                yield return $"bound to the certificate with x5t#S256 {ForeignText.Of(certificate)}";
            }
        }
        if (Exchange.ClockSkew is { } skew)
        {
            yield return $"clock {(skew < 0 ? "" : "+")}{skew} s";
        }
    }
}
