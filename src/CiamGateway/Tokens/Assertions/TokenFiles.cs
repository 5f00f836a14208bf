using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Assertions;

/// <summary>The files of a token client with tokens that other programs issue and renew.</summary>
/// <param name="ClientAssertion">The client's own assertion (RFC 7523 §2.2); null if it authenticates otherwise.</param>
/// <param name="Grant">The assertion (RFC 7523 §2.1) or the subject token (RFC 8693 §2.1) of its grant; null if that has none from a
/// file.</param>
internal sealed record TokenFiles(TokenFile? ClientAssertion, TokenFile? Grant)
{
    private static readonly TokenFiles None = new(null, null);

    /// <param name="before">The files of the client before, whose last tokens are known on.</param>
    public static TokenFiles Of(TokenClientSettings client, TokenFiles? before, TimeProvider clock)
    {
        var assertion = client.Credential.AssertionFile is { } path
            ? KeepOrMake(
                new GrantFile(nameof(TokenClientOptions.ClientAssertionFile), path, IsJwt(client.Options)),
                before?.ClientAssertion,
                clock
            )
            : null;
        var grant = client.Request.File is { } file ? KeepOrMake(file, before?.Grant, clock) : null;
        return assertion is null && grant is null ? None : new TokenFiles(assertion, grant);
    }

    public IEnumerable<TokenFile> All => new[] { ClientAssertion, Grant }.OfType<TokenFile>();

    /// <summary>The earliest end of the tokens that were read last. Null if none states one.</summary>
    public DateTimeOffset? EndsAt => All.Select(file => file.LastEnd).Min();

    /// <summary>What the files hold now, without the tokens.</summary>
    public IReadOnlyList<TokenFileFacts> Facts => [.. All.Select(file => file.Facts)];

    /// <summary>
    /// For which subjects a token request would be made now, hashed: replicas share a token only if it was granted for the same ones. Empty
    /// if there are no files, null if one has no whole token.
    /// </summary>
    public string? Subjects => PresentedTokens.SubjectsOf(All.Select(file => file.Read().Token));

    /// <summary>Reads all files.</summary>
    public async ValueTask<PresentedTokens> ReadAsync(CancellationToken cancellationToken) =>
        ReferenceEquals(this, None)
            ? PresentedTokens.None
            : new PresentedTokens(
                ClientAssertion is null ? null : await ClientAssertion.ReadAsync(cancellationToken),
                Grant is null ? null : await Grant.ReadAsync(cancellationToken)
            );

    /// <summary>The authorization server has accepted these tokens.</summary>
    public void Accepted(PresentedTokens presented)
    {
        ClientAssertion?.Accepted(presented.ClientAssertion!.Token!);
        Grant?.Accepted(presented.Grant!.Token!);
    }

    /// <returns>What to try if the server refuses these tokens. Null if there is nothing else.</returns>
    public PresentedTokens? OtherThan(PresentedTokens refused)
    {
        var assertion = Other(ClientAssertion, refused.ClientAssertion);
        var grant = Other(Grant, refused.Grant);
        return assertion is null && grant is null
            ? null
            : new PresentedTokens(assertion ?? refused.ClientAssertion, grant ?? refused.Grant);
    }

    private static TokenFileReading? Other(TokenFile? file, TokenFileReading? refused) =>
        refused?.Token is { } token && file?.OtherThan(token) is { } other ? new TokenFileReading(file.Key, other, null) : null;

    private static bool IsJwt(TokenClientOptions options) =>
        options.ClientAssertionType.Contains("jwt", StringComparison.OrdinalIgnoreCase);

    private static TokenFile KeepOrMake(GrantFile file, TokenFile? before, TimeProvider clock) =>
        before is not null && before.Key == file.Key && before.Path == file.Path && before.IsJwt == file.IsJwt
            ? before
            : new TokenFile(file.Key, file.Path, file.IsJwt, clock);
}

/// <summary>What the files held for one token request.</summary>
internal sealed record PresentedTokens(TokenFileReading? ClientAssertion, TokenFileReading? Grant)
{
    public static readonly PresentedTokens None = new(null, null);

    public IEnumerable<TokenFileReading> All => new[] { ClientAssertion, Grant }.OfType<TokenFileReading>();

    /// <summary>For which subjects the token request is made: comparable with <see cref="TokenFiles.Subjects"/>.</summary>
    public string? Subjects => SubjectsOf(All.Select(reading => reading.Token));

    /// <returns>Null if one of the tokens is missing.</returns>
    public static string? SubjectsOf(IEnumerable<PresentedToken?> tokens)
    {
        var subjects = "";
        foreach (var token in tokens)
        {
            if (token is null)
            {
                return null;
            }
            subjects += $"{token.Subject} ";
        }
        return subjects;
    }

    /// <summary>Why no token request can be sent. Null if one can.</summary>
    public string? Fault =>
        All.FirstOrDefault(reading => reading.Token is null) is { } reading ? $"The file that {reading.Key} names {reading.Fault}." : null;

    /// <summary>The key of the file whose token has ended. Null if none has.</summary>
    public string? EndedKey(TimeProvider clock) => All.FirstOrDefault(reading => reading.Token?.HasEnded(clock) is true)?.Key;
}
