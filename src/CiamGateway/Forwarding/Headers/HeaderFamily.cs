namespace CiamGateway.Forwarding.Headers;

/// <summary>Request headers with which one kind of product tells a server something that a caller must not claim.</summary>
/// <param name="Product">The products that send or trust the headers.</param>
/// <param name="Purpose">What the headers tell.</param>
/// <param name="Text">The names, separated by white space; a <c>*</c> leaves the end open.</param>
internal sealed record HeaderFamily(string Product, string Purpose, string Text)
{
    public string[] Names { get; } = Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
