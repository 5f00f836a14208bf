using System.Security.Cryptography;
using System.Text;
using CiamGateway.Secrecy;

namespace CiamGateway.Tokens.Assertions;

/// <summary>
/// A file with a token that another program issues and renews, such as a Kubernetes service account token. It is read again for every
/// token request, through symbolic links. While the program writes it, or has left it empty, the last token that it held is used.
/// </summary>
/// <param name="key">The configuration key that names the file.</param>
/// <param name="path">The full path.</param>
/// <param name="isJwt">Whether what it holds has to be a JWT.</param>
internal sealed class TokenFile(string key, string path, bool isJwt, TimeProvider clock)
{
    private const int LongestContent = 64 * 1024;
    private const int Looks = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly RecentSecrets _recent = new();
    private volatile PresentedToken? _last;
    private volatile PresentedToken? _accepted;

    public string Key => key;

    public string Path => path;

    public bool IsJwt => isJwt;

    /// <summary>The end of the token that was read last. Null if none was, or it states none.</summary>
    public DateTimeOffset? LastEnd => _last?.Claims?.NotAfter;

    /// <summary>Reads the file; looks again for half a second if it holds no whole token.</summary>
    public async ValueTask<TokenFileReading> ReadAsync(CancellationToken cancellationToken)
    {
        var reading = Read();
        for (var look = 1; reading.Token is null && look < Looks; look++)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            reading = Read();
        }
        return reading.Token is null && _last is { } last && !last.HasEnded(clock) ? reading with { Token = last } : reading;
    }

    /// <summary>Reads the file once, as it is now.</summary>
    public TokenFileReading Read()
    {
        var (content, fault) = Content();
        var value = content?.Trim();
        if (value is null || (fault = FaultOf(value)) is not null)
        {
            return new TokenFileReading(key, null, fault);
        }
        if (_last?.Value != value)
        {
            _last = new PresentedToken(key, path, _recent.Keep(value), JwtClaims.Read(value));
        }
        return new TokenFileReading(key, _last, null);
    }

    /// <summary>What the file holds now, without the token.</summary>
    public TokenFileFacts Facts => Read() is { Token: { } token } ? new(key, path, null, token.Claims) : new(key, path, Read().Fault, null);

    /// <summary>The authorization server has accepted the token.</summary>
    public void Accepted(PresentedToken token) => _accepted = token;

    /// <returns>A token to try if the server refuses this one: what the file holds now, or the last that the server accepted for this
    /// subject. Null if there is no other.</returns>
    public PresentedToken? OtherThan(PresentedToken refused)
    {
        if (Read().Token is { } now && now.Value != refused.Value)
        {
            return now;
        }
        return _accepted is { } before && before.Value != refused.Value && before.Subject == refused.Subject && !before.HasEnded(clock)
            ? before
            : null;
    }

    private (string? Content, string? Fault) Content()
    {
        try
        {
            // Another program may be writing it.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > LongestContent)
            {
                return (null, "is longer than a token can be");
            }
            using var reader = new StreamReader(file, Encoding.UTF8);
            return (reader.ReadToEnd(), null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "does not exist");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, "cannot be read");
        }
    }

    private string? FaultOf(string value) =>
        value.Length == 0 ? "is empty"
        : value.AsSpan().ContainsAnyExceptInRange('!', '~') ? "holds something else than a token"
        : isJwt && JwtClaims.Read(value) is null ? "holds no JWT, or only a part of one"
        : null;

    public override string ToString() => key;
}

/// <summary>What a look at a file came to.</summary>
/// <param name="Key">The configuration key that names the file.</param>
/// <param name="Token">Null if there is none to use.</param>
/// <param name="Fault">What is wrong with the file, as the end of a sentence. Null if it holds a whole token.</param>
internal sealed record TokenFileReading(string Key, PresentedToken? Token, string? Fault);

/// <summary>What is known of a file. Has no place for the token.</summary>
/// <param name="Fault">What is wrong with the file, as the end of a sentence. Null if it holds a whole token.</param>
/// <param name="Claims">Null if it holds no JWT.</param>
internal sealed record TokenFileFacts(string Key, string Path, string? Fault, JwtClaims? Claims);

/// <summary>A token that another program issued.</summary>
/// <param name="Key">The configuration key that names its file.</param>
/// <param name="Claims">Null if it is no JWT.</param>
internal sealed record PresentedToken(string Key, string Path, string Value, JwtClaims? Claims)
{
    /// <summary>
    /// For which subject it was issued, hashed. If it is a JWT with a subject, each renewal has the same: what counts is its issuer,
    /// subject and audience, and the claims that say for which client and with which rights. Otherwise each token has its own.
    /// </summary>
    public string Subject { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Claims?.Identity ?? Value)));

    public bool HasEnded(TimeProvider clock) => Claims?.NotAfter <= clock.GetUtcNow();

    public override string ToString() => $"{Key} ***";
}
