using System.Collections.Immutable;
using System.Text.Json.Nodes;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Secrecy;

namespace CiamGateway.OpenApi;

/// <summary>
/// Puts what references (<c>$ref</c>) name in the place of them, from the same file or from others, in all parts of a document that decide
/// about routes. The other parts are left out.
/// </summary>
internal sealed class DocumentReferences
{
    private const string Reference = "$ref";
    private const string Bundle = "bundle the document into one file, for example with redocly bundle, and import that file.";

    private readonly Dictionary<string, DocumentFile> _files = [];
    private readonly List<ConfigurationProblem> _problems = [];

    /// <summary>References that name nothing that can be read, and files that cannot be read.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    public JsonNode? Resolve(DocumentFile file)
    {
        _files[file.Path] = file;
        return Resolve(new Located(file, "", file.Root), DocumentPart.Root, []);
    }

    private JsonNode? Resolve(Located at, DocumentPart part, ImmutableHashSet<string> within)
    {
        if (at.Node is JsonArray)
        {
            return new JsonArray([.. at.Elements.Select(element => Resolve(element, part, within))]);
        }
        if (at.Node is not JsonObject)
        {
            return at.Node?.DeepClone();
        }
        var members = new Dictionary<string, Located>();
        while (at.Node is JsonObject)
        {
            foreach (var member in at.Members)
            {
                // Members beside a reference take precedence over members of the referenced part.
                members.TryAdd(member.Name, member);
            }
            if (!members.Remove(Reference, out var reference))
            {
                break;
            }
            if (Target(reference) is not { } target || IsCircle(reference, target, within))
            {
                return null;
            }
            (at, within) = (target, within.Add(target.ToString()));
        }
        return at.Node is JsonObject ? Object(members, part, within) : Resolve(at, part, within);
    }

    private JsonObject Object(Dictionary<string, Located> members, DocumentPart part, ImmutableHashSet<string> within)
    {
        var resolved = new JsonObject();
        foreach (var (name, member) in members)
        {
            if (part.Member(name) is { } kind && member.Node is not null)
            {
                resolved[name] = Resolve(member, kind, within);
            }
        }
        return resolved;
    }

    private bool IsCircle(Located reference, Located target, ImmutableHashSet<string> within)
    {
        if (!within.Contains(target.ToString()))
        {
            return false;
        }
        Add(reference, "refers to itself, directly or by way of other references.", "describe it in one of these places.");
        return true;
    }

    /// <returns>What a reference names; null if that is nowhere, which is one of the <see cref="Problems"/> then.</returns>
    private Located? Target(Located reference)
    {
        if (reference.Text is not { } text)
        {
            Add(reference, "is not a text.", "write a reference such as \"paths/domains.yaml\" or \"#/components/pathItems/domains\".");
            return null;
        }
        var shown = ForeignText.Of(text);
        var (name, fragment) = text.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");
        if (PathOf(name, reference.File) is not { } path)
        {
            Add(
                reference,
                $"'{shown}' is not a file, and nothing is fetched from a network.",
                $"download it and refer to the file, or {Bundle}"
            );
            return null;
        }
        var file = FileOf(reference, path);
        if (file.Problem is null && new Located(file, "", file.Root).At(Uri.UnescapeDataString(fragment)) is { } target)
        {
            return target;
        }
        if (file.Problem is null)
        {
            Add(reference, $"'{shown}' names nothing that {file.Path} holds.", $"correct the reference, or {Bundle}");
        }
        return null;
    }

    /// <returns>Null if the name is an address elsewhere.</returns>
    private static string? PathOf(string name, DocumentFile from) =>
        name.Length == 0 ? from.Path
        : Uri.TryCreate(name, UriKind.Absolute, out var address)
            ? address.IsFile ? address.LocalPath
                : null
        : Path.GetFullPath(Uri.UnescapeDataString(name).Replace('\\', '/'), Path.GetDirectoryName(from.Path)!);

    private DocumentFile FileOf(Located reference, string path)
    {
        var isKnown = _files.TryGetValue(path, out var known);
        var file = _files[path] = known ?? DocumentFile.Read(path);
        if (file.Problem is { } problem)
        {
            var shown = ForeignText.Of(reference.Text);
            Add(reference, $"'{shown}' is in a file that cannot be read.", "correct the reference or the file.");
            _problems.AddRange(isKnown ? [] : [problem]);
        }
        return file;
    }

    private void Add(Located reference, string message, string fix) =>
        _problems.Add(
            new ConfigurationProblem($"#{reference.Pointer}", message, fix) { Place = new ConfigurationPlace(reference.File.Path) }
        );

    /// <summary>A node of a file, and the JSON Pointer (RFC 6901) to it.</summary>
    private sealed record Located(DocumentFile File, string Pointer, JsonNode? Node)
    {
        public string Name => Unescaped(Pointer[(Pointer.LastIndexOf('/') + 1)..]);

        public string? Text => (Node as JsonValue)?.TryGetValue<string>(out var text) is true ? text : null;

        public IEnumerable<Located> Members => (Node as JsonObject)?.Select(member => Below(Escaped(member.Key), member.Value)) ?? [];

        public IEnumerable<Located> Elements => (Node as JsonArray)?.Select((element, index) => Below($"{index}", element)) ?? [];

        /// <returns>Null if the pointer leads nowhere.</returns>
        public Located? At(string pointer)
        {
            var found = pointer.Length == 0 || pointer.StartsWith('/') ? this : null;
            foreach (var name in pointer.Split('/').Skip(1))
            {
                found = found?.Member(Unescaped(name));
            }
            return found;
        }

        public override string ToString() => $"{File.Path}#{Pointer}";

        private Located? Member(string name) =>
            Node switch
            {
                JsonObject mapping when mapping.TryGetPropertyValue(name, out var value) => Below(Escaped(name), value),
                JsonArray sequence when uint.TryParse(name, out var index) && index < sequence.Count => Below(name, sequence[(int)index]),
                _ => null,
            };

        private Located Below(string name, JsonNode? node) => new(File, $"{Pointer}/{name}", node);

        private static string Escaped(string name) =>
            name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

        private static string Unescaped(string name) =>
            name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
