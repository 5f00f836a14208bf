namespace CiamGateway.Secrecy;

/// <summary>Replaces an exception in a log or a span, since its text may quote another server.</summary>
internal sealed class MaskedException : Exception
{
    /// <summary>Of a stack trace, what comes behind is not shown.</summary>
    private const int Longest = 16 * 1024;

    private readonly string _text;

    private MaskedException(string message, string text)
        : base(message) => _text = text;

    /// <param name="presented">Further secrets: what the caller of this request presented.</param>
    public static MaskedException Of(Exception exception, params IEnumerable<string> presented)
    {
        if (exception is MaskedException masked)
        {
            return masked;
        }
        var secrets = KnownSecrets.All.Concat(presented).ToList();
        return new MaskedException(Masked(exception.Message, secrets), Masked(exception.ToString(), secrets));
    }

    public override string ToString() => _text;

    private static string Masked(string text, List<string> secrets) =>
        SecretMask.Apply(text.Length > Longest ? text[..Longest] : text, secrets);
}
