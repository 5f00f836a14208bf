using CiamGateway.Configuration;

namespace CiamGateway.Tokens.Assertions;

/// <summary>The files of a token client with tokens that other programs issue and renew.</summary>
/// <param name="ClientAssertion">The client's own assertion (RFC 7523 §2.2); null if it authenticates otherwise.</param>
internal sealed record TokenFiles(TokenFile? ClientAssertion)
{
    private static readonly TokenFiles None = new(ClientAssertion: null);

    /// <param name="before">The files of the client before, whose last tokens are known on.</param>
    public static TokenFiles Of(TokenClientSettings client, TokenFiles? before, TimeProvider clock)
    {
        if (client.Credential.AssertionFile is not { } path)
        {
            return None;
        }
        var options = client.Options;
        var isJwt = options.ClientAssertionType.Contains("jwt", StringComparison.OrdinalIgnoreCase);
        return new TokenFiles(KeepOrMake(nameof(options.ClientAssertionFile), path, isJwt, before?.ClientAssertion, clock));
    }

    public IEnumerable<TokenFile> All => ClientAssertion is { } file ? [file] : [];

    /// <summary>What the files hold now, without the tokens.</summary>
    public IReadOnlyList<TokenFileFacts> Facts => [.. All.Select(file => file.Facts)];

    /// <summary>Reads all files.</summary>
    public async ValueTask<PresentedTokens> ReadAsync(CancellationToken cancellationToken)
    {
        if (ReferenceEquals(this, None))
        {
            return PresentedTokens.None;
        }
        return new PresentedTokens(ClientAssertion is null ? null : await ClientAssertion.ReadAsync(cancellationToken));
    }

    /// <summary>The authorization server has accepted these tokens.</summary>
    public void Accepted(PresentedTokens presented)
    {
        if (presented.ClientAssertion?.Token is { } assertion)
        {
            ClientAssertion!.Accepted(assertion);
        }
    }

    /// <returns>What to try if the server refuses these tokens. Null if there is nothing else.</returns>
    public PresentedTokens? OtherThan(PresentedTokens refused)
    {
        var assertion = Other(ClientAssertion, refused.ClientAssertion);
        return assertion is null ? null : new PresentedTokens(assertion);
    }

    private static TokenFileReading? Other(TokenFile? file, TokenFileReading? refused) =>
        refused?.Token is { } token && file?.OtherThan(token) is { } other ? new TokenFileReading(file.Key, other, null) : null;

    private static TokenFile KeepOrMake(string key, string path, bool isJwt, TokenFile? before, TimeProvider clock) =>
        before is not null && before.Path == path && before.IsJwt == isJwt ? before : new TokenFile(key, path, isJwt, clock);
}

/// <summary>What the files held for one token request.</summary>
internal sealed record PresentedTokens(TokenFileReading? ClientAssertion)
{
    public static readonly PresentedTokens None = new(ClientAssertion: null);

    public IEnumerable<TokenFileReading> All => ClientAssertion is { } assertion ? [assertion] : [];

    /// <summary>Why no token request can be sent. Null if one can.</summary>
    public string? Fault => All.Where(reading => reading.Token is null).Select(reading => $"The file that {reading.Key} names {reading.Fault}.").FirstOrDefault();

    /// <summary>The key of the file whose token has ended. Null if none has.</summary>
    public string? EndedKey(TimeProvider clock) => All.FirstOrDefault(reading => reading.Token?.HasEnded(clock) is true)?.Key;
}
