using System.Text.Json.Serialization;

namespace CiamGateway.Diagnosis;

/// <summary>How old the credential of a token client is, and how long it lasts.</summary>
/// <param name="ClientAuthentication">How the client authenticates with it.</param>
internal sealed record CredentialCheck(string TokenClient, string ClientAuthentication) : Check
{
    /// <summary>The file that holds it; null if the configuration itself does.</summary>
    public string? File { get; init; }

    /// <summary>When that file was last written, or the one that symbolic links lead to.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public int? AgeInDays { get; init; }

    /// <summary>The end of a certificate's validity.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>What the tokens say of themselves that other programs issue for this client.</summary>
    public IReadOnlyList<AssertionFacts>? Assertions { get; init; }

    [JsonIgnore]
    public override string Subject => $"credential of token client '{TokenClient}'";

    [JsonIgnore]
    public override string Summary =>
        string.Join(
            "; ",
            (
                (string?[])
                    [
                        ClientAuthentication,
                        AgeInDays is { } age ? $"{File}, written {age} days ago" : File ?? "not from a file",
                        NotAfter is { } end ? $"valid until {end:yyyy-MM-dd}" : null,
                        .. Assertions?.Select(assertion => assertion.ToString()) ?? [],
                    ]
            ).OfType<string>()
        );
}

/// <summary>Subject, audience and expiry of a token that another program issues. Texts are masked and cut.</summary>
internal sealed record AssertionFacts(string Key, string File, string? Issuer, string? Subject, string? Audience, DateTimeOffset? NotAfter)
{
    public override string ToString() =>
        NotAfter is null && Issuer is null && Subject is null
            ? $"{Key} {File}"
            : $"{Key} {File}: issuer '{Issuer}', subject '{Subject}', audience '{Audience}', valid until {NotAfter:u}";
}
