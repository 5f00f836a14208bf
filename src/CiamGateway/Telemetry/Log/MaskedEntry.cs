using System.Collections;
using CiamGateway.Secrecy;

namespace CiamGateway.Telemetry.Log;

/// <summary>What a library logs, with its texts masked.</summary>
internal sealed class MaskedEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Format = "{OriginalFormat}";
    private const int Longest = 16 * 1024;

    private readonly string _message;
    private readonly List<KeyValuePair<string, object?>> _values;

    public MaskedEntry(string message, object? state)
    {
        var secrets = KnownSecrets.All;
        _message = Masked(message, secrets);
        _values = state is IEnumerable<KeyValuePair<string, object?>> values ? [.. values.Select(value => Masked(value, secrets))] : [];
    }

    public int Count => _values.Count;

    public KeyValuePair<string, object?> this[int index] => _values[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _values.GetEnumerator();

    public override string ToString() => _message;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static KeyValuePair<string, object?> Masked(KeyValuePair<string, object?> value, IReadOnlyList<string> secrets) =>
        value switch
        {
            { Key: Format } or { Value: null or bool or int or long or double } => value,
            _ => new(value.Key, Masked(value.Value.ToString() ?? "", secrets)),
        };

    private static string Masked(string text, IReadOnlyList<string> secrets) =>
        SecretMask.Apply(text.Length > Longest ? text[..Longest] : text, secrets);
}
