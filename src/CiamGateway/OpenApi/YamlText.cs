using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CiamGateway.OpenApi;

/// <summary>
/// Reads YAML 1.2 as JSON nodes, with anchors and merge keys (<c>&lt;&lt;</c>) resolved. A plain scalar is a text unless it is null or a
/// Boolean: numbers, such as the version of a document, keep the form in which they are written.
/// </summary>
internal sealed class YamlText
{
    private const int DeepestNesting = 60;
    private const int MostNodes = 2_000_000;
    private const string MergeKey = "<<";

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, JsonNode?> _anchors = [];
    private int _nodes;

    private YamlText(Parser parser) => _parser = parser;

    /// <returns>Null if the text is empty.</returns>
    /// <exception cref="YamlException">The text is not YAML, or holds something that JSON cannot; the exception says where.</exception>
    public static JsonNode? Read(string text)
    {
        var reader = new YamlText(new Parser(new StringReader(text)));
        try
        {
            reader._parser.Consume<StreamStart>();
            return reader._parser.Accept<StreamEnd>(out _) ? null : reader.OnlyDocument();
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            // For some texts the parser throws whatever its own code came upon.
            var end = reader._parser.Current?.End ?? Mark.Empty;
            throw new YamlException(end, end, "The text behind this place is not YAML.", exception);
        }
    }

    private JsonNode? OnlyDocument()
    {
        var root = Document();
        while (_parser.Accept<DocumentStart>(out var further))
        {
            if (Document() is not null)
            {
                throw new YamlException(further.Start, further.End, "A second document begins here; only one is read.");
            }
        }
        return root;
    }

    private JsonNode? Document()
    {
        _parser.Consume<DocumentStart>();
        var root = Node(depth: 0);
        _parser.Consume<DocumentEnd>();
        return root;
    }

    private JsonNode? Node(int depth)
    {
        var start = _parser.Current ?? throw new YamlException("The text ends too early.");
        Count(1, start);
        if (depth > DeepestNesting)
        {
            throw new YamlException(start.Start, start.End, $"More than {DeepestNesting} levels are nested here.");
        }
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Copy(alias);
        }
        JsonNode? node = start switch
        {
            MappingStart => Mapping(depth),
            SequenceStart => Sequence(depth),
            _ => Value(_parser.Consume<Scalar>()),
        };
        if (start is NodeEvent { Anchor: { IsEmpty: false } anchor })
        {
            _anchors[anchor] = node;
        }
        return node;
    }

    private JsonObject Mapping(int depth)
    {
        _parser.Consume<MappingStart>();
        var (mapping, merged) = (new JsonObject(), new List<JsonNode?>());
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, "A key is not a text.");
            }
            var value = Node(depth + 1);
            if (key is { Value: MergeKey, Style: ScalarStyle.Plain })
            {
                merged.AddRange(value is JsonArray several ? several : [value]);
            }
            else if (!mapping.TryAdd(key.Value, value))
            {
                throw new YamlException(key.Start, key.End, $"The mapping contains the duplicate key '{key.Value}'.");
            }
        }
        foreach (var (name, value) in merged.OfType<JsonObject>().SelectMany(source => source))
        {
            mapping.TryAdd(name, value?.DeepClone());
        }
        return mapping;
    }

    private JsonArray Sequence(int depth)
    {
        _parser.Consume<SequenceStart>();
        var sequence = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            sequence.Add(Node(depth + 1));
        }
        return sequence;
    }

    private static JsonValue? Value(Scalar scalar) =>
        scalar switch
        {
            { Style: not ScalarStyle.Plain } => JsonValue.Create(scalar.Value),
            { Value: "" or "~" or "null" or "Null" or "NULL" } => null,
            { Value: "true" or "True" or "TRUE" } => JsonValue.Create(true),
            { Value: "false" or "False" or "FALSE" } => JsonValue.Create(false),
            _ => JsonValue.Create(scalar.Value),
        };

    private JsonNode? Copy(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            throw new YamlException(alias.Start, alias.End, $"The anchor '{alias.Value}' is not defined before this place.");
        }
        Count(SizeOf(node), alias);
        return node?.DeepClone();
    }

    private void Count(int nodes, ParsingEvent at)
    {
        if ((_nodes += nodes) > MostNodes)
        {
            throw new YamlException(at.Start, at.End, $"The document has more than {MostNodes} values.");
        }
    }

    private static int SizeOf(JsonNode? node) =>
        node switch
        {
            JsonObject mapping => 1 + mapping.Sum(member => SizeOf(member.Value)),
            JsonArray sequence => 1 + sequence.Sum(SizeOf),
            _ => 1,
        };
}
