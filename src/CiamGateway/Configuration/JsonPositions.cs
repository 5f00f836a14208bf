using System.Text;
using System.Text.Json;

namespace CiamGateway.Configuration;

/// <summary>At which line and column of a JSON file each configuration path is written.</summary>
internal sealed class JsonPositions
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, (long Line, long Column)> _positions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The positions in a file; none of a file that cannot be read.</summary>
    public static JsonPositions Read(string? file)
    {
        var positions = new JsonPositions();
        try
        {
            positions.Walk(file is null ? [] : File.ReadAllBytes(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // The positions only make a message better; what is wrong with the file is reported where it is read for its settings.
        }
        return positions;
    }

    public (long Line, long Column)? Find(string path) => _positions.TryGetValue(path, out var position) ? position : null;

    private void Walk(ReadOnlySpan<byte> json)
    {
        json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        var reader = new Utf8JsonReader(json, Lenient);
        var open = new Stack<Container>();
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = Path(open, reader.GetString()!);
                    _positions[name] = Position(json, reader.TokenStartIndex);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
            }
            if (open.TryPeek(out var array) && array.IsArray)
            {
                name = Path(open, $"{array.Next++}");
                _positions[name] = Position(json, reader.TokenStartIndex);
            }
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push(new Container(name, reader.TokenType is JsonTokenType.StartArray));
            }
        }
    }

    private static string Path(Stack<Container> open, string name) => open.Peek().Path is { Length: > 0 } parent ? ConfigurationPath.Combine(parent, name) : name;

    private static (long Line, long Column) Position(ReadOnlySpan<byte> json, long index)
    {
        var before = json[..(int)index];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private sealed record Container(string Path, bool IsArray)
    {
        public int Next { get; set; }
    }
}
