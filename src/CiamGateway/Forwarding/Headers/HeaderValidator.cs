using System.Buffers;
using CiamGateway.Configuration.Loading;
using CiamGateway.Listening;

namespace CiamGateway.Forwarding.Headers;

/// <summary>The rules for which headers pass.</summary>
internal sealed class HeaderValidator(ConfigurationReading reading)
{
    /// <summary>RFC 9110 §5.6.2.</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'+-.^_`|~"
    );

    private static readonly string[] Framing = ["Content-Length", "Transfer-Encoding"];

    public void Check(string key, HeaderOptions options, IReadOnlyList<string> withheld)
    {
        var path = $"{GatewayOptions.Section}:{key}";
        CheckNames($"{path}:{nameof(options.Remove)}", options.Remove);
        CheckNames($"{path}:{nameof(options.Allow)}", options.Allow);
        CheckRemoved($"{path}:{nameof(options.Remove)}", options.Remove);
        CheckAllowed($"{path}:{nameof(options.Allow)}", options.Allow, withheld);
    }

    private void CheckNames(string path, IReadOnlyList<string> names)
    {
        foreach (var (element, pattern) in reading.Elements(path, names))
        {
            var name = pattern.EndsWith('*') ? pattern[..^1] : pattern;
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
            {
                reading.Report(
                    element,
                    $"'{pattern}' is not the name of a header.",
                    "write a name such as \"X-Request-Id\", or the beginning of names such as \"X-Forwarded-*\"."
                );
            }
        }
    }

    private void CheckRemoved(string path, IReadOnlyList<string> removed)
    {
        foreach (var (element, pattern) in reading.Elements(path, removed))
        {
            if (Framing.FirstOrDefault(new HeaderNames([pattern]).Contain) is { } framing)
            {
                reading.Report(
                    element,
                    $"'{pattern}' would remove {framing}, which says where a body ends.",
                    "write names of other headers."
                );
            }
        }
    }

    private void CheckAllowed(string path, IReadOnlyList<string> allowed, IReadOnlyList<string> withheld)
    {
        var known = new HeaderNames(withheld);
        foreach (var (element, name) in reading.Elements(path, allowed))
        {
            if (!known.Contain(name))
            {
                reading.Report(
                    element,
                    $"'{name}' is not among the headers that can be allowed.",
                    "write one that the reference lists as withheld; all others pass anyway, "
                        + "but for the caller's credentials, which never do."
                );
            }
        }
    }
}
