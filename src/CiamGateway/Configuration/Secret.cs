using System.Net;

namespace CiamGateway.Configuration;

/// <summary>A secret that no log, dump or string interpolation shows.</summary>
internal sealed class Secret(string value)
{
    private const string Mask = "***";

    private readonly string _value = value;

    public string Reveal() => _value;

    /// <summary>The text with this secret masked, also as forms carry it, for words that came from outside and may repeat it.</summary>
    public string MaskIn(string text) => text
        .Replace(_value, Mask, StringComparison.Ordinal)
        .Replace(WebUtility.UrlEncode(_value), Mask, StringComparison.OrdinalIgnoreCase)
        .Replace(Uri.EscapeDataString(_value), Mask, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Mask;
}
