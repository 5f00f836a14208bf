using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos.Servers;

/// <summary>Every token of one authorization server, as it knows them and its API looks them up.</summary>
internal sealed class IssuedTokens(string name, bool isJwt)
{
    private readonly ConcurrentDictionary<string, IssuedToken> _byValue = [];
    private int _count;

    /// <param name="told">The lifetime that the answer states.</param>
    /// <param name="real">The lifetime that the server observes.</param>
    public IssuedToken Issue(string scope, string replica, TimeSpan told, TimeSpan real)
    {
        var (now, wall) = (RunClock.Now, TimeProvider.System.GetUtcNow());
        var number = Interlocked.Increment(ref _count);
        var issued = wall.ToUnixTimeSeconds();
        // Servers count the life of a JWT from whole seconds.
        var late = isJwt ? wall - DateTimeOffset.FromUnixTimeSeconds(issued) : TimeSpan.Zero;
        var value = isJwt ? Jwt(number, scope, issued, real) : $"{name}-{number}-{Guid.NewGuid():N}";
        return _byValue[value] = new IssuedToken(value, scope, replica, now, told, now + real - late);
    }

    public IssuedToken? Find(string value) => _byValue.GetValueOrDefault(value);

    /// <summary>The tokens that were delivered and serve at this time.</summary>
    public IEnumerable<IssuedToken> Usable(string scope, TimeSpan time) =>
        from token in _byValue.Values
        where token.Scope == scope && token.Delivered <= time && token.ServesUntil > time
        where token.Revoked is not { } revoked || revoked > time
        select token;

    /// <summary>Revokes all tokens.</summary>
    public void Revoke()
    {
        foreach (var token in _byValue.Values)
        {
            token.Revoked ??= RunClock.Now;
        }
    }

    /// <summary>Forgets tokens that ended a minute ago.</summary>
    public void Forget()
    {
        foreach (var (value, token) in _byValue)
        {
            if (token.Expires < RunClock.Now - TimeSpan.FromMinutes(1))
            {
                _byValue.TryRemove(value, out _);
            }
        }
    }

    private static string Jwt(int number, string scope, long issued, TimeSpan life)
    {
        var end = (issued + life.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        return string.Join(
            '.',
            Part("""{"alg":"RS256","typ":"at+jwt"}"""),
            Part($$"""{"jti":"{{number}}","scope":"{{scope}}","iat":{{issued}},"exp":{{end}}}"""),
            Part($"signature {Guid.NewGuid():N}")
        );
    }

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
