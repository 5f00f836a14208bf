using System.Text;
using System.Text.Json;

namespace CiamGateway.Configuration.Loading;

/// <summary>At which line and column of a JSON file each configuration path is written.</summary>
internal sealed class JsonPositions
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, (long Line, long Column)> _positions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first key that an object has twice, and its position. Null if there is none.</summary>
    public (string Path, long Line, long Column)? Repeated { get; private set; }

    /// <summary>Up to where lines are counted, the line there, and where it begins.</summary>
    private (int End, int Line, int LineBegin) _counted = (0, 1, 0);

    /// <summary>The positions in a file; none of a file that cannot be read.</summary>
    public static JsonPositions Read(string? file)
    {
        var positions = new JsonPositions();
        try
        {
            // Decoded as for its settings, so that its names are the same, also names that are not UTF-8.
            positions.Walk(file is null ? [] : Encoding.UTF8.GetBytes(File.ReadAllText(file)));
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // The positions only make a message better; what is wrong with the file is reported where it is read for its settings.
        }
        return positions;
    }

    public (long Line, long Column)? Find(string path) => _positions.TryGetValue(path, out var position) ? position : null;

    private void Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Lenient);
        var open = new Stack<Container>();
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = Path(open, reader.GetString()!);
                    var position = Position(json, (int)reader.TokenStartIndex);
                    if (!_positions.TryAdd(name, position))
                    {
                        Repeated ??= (name, position.Line, position.Column);
                        _positions[name] = position;
                    }
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
            }
            if (open.TryPeek(out var array) && array.IsArray)
            {
                name = Path(open, $"{array.Next++}");
                _positions[name] = Position(json, (int)reader.TokenStartIndex);
            }
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push(new Container(name, reader.TokenType is JsonTokenType.StartArray));
            }
        }
    }

    private static string Path(Stack<Container> open, string name) =>
        open.Peek().Path is { Length: > 0 } parent ? ConfigurationPath.Combine(parent, name) : name;

    private (long Line, long Column) Position(ReadOnlySpan<byte> json, int index)
    {
        var passed = json[_counted.End..index];
        var lineBegin = passed.LastIndexOf((byte)'\n') is >= 0 and var end ? _counted.End + end + 1 : _counted.LineBegin;
        _counted = (index, _counted.Line + passed.Count((byte)'\n'), lineBegin);
        return (_counted.Line, index - lineBegin + 1);
    }

    private sealed record Container(string Path, bool IsArray)
    {
        public int Next { get; set; }
    }
}
