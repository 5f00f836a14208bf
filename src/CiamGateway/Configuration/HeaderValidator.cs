using System.Buffers;

namespace CiamGateway.Configuration;

/// <summary>The rules for which headers pass.</summary>
internal sealed class HeaderValidator(ConfigurationReading reading)
{
    /// <summary>RFC 9110 §5.6.2.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'+-.^_`|~");

    public WithheldHeaders Check(string key, HeaderOptions options, IReadOnlyList<string> withheld)
    {
        var path = $"{GatewayOptions.Section}:{key}";
        CheckNames($"{path}:{nameof(options.Remove)}", options.Remove);
        CheckNames($"{path}:{nameof(options.Allow)}", options.Allow);
        CheckAllowed($"{path}:{nameof(options.Allow)}", options.Allow, withheld);
        return new WithheldHeaders(withheld, options);
    }

    private void CheckNames(string path, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var name = names[i].EndsWith('*') ? names[i][..^1] : names[i];
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
            {
                reading.Report($"{path}:{i}", $"'{names[i]}' is not the name of a header.", "a name such as \"X-Request-Id\", or the beginning of names such as \"X-Forwarded-*\".");
            }
        }
    }

    private void CheckAllowed(string path, IReadOnlyList<string> allowed, IReadOnlyList<string> withheld)
    {
        var known = new HeaderNames(withheld);
        for (var i = 0; i < allowed.Count; i++)
        {
            if (!known.Contain(allowed[i]))
            {
                reading.Report($"{path}:{i}", $"'{allowed[i]}' is not among the headers that can be allowed.", $"one of {string.Join(", ", withheld)}; all others pass anyway, but for the caller's credentials, which never do.");
            }
        }
    }
}
