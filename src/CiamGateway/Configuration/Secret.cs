namespace CiamGateway.Configuration;

/// <summary>A secret that no log, dump or string interpolation shows.</summary>
internal sealed class Secret(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    /// <summary>The text with this secret masked, for words that came from outside and may repeat it.</summary>
    public string MaskIn(string text) => text.Replace(_value, "***", StringComparison.Ordinal);

    public override string ToString() => "***";
}
