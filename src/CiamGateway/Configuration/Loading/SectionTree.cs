namespace CiamGateway.Configuration.Loading;

/// <summary>Puts settings, each known by its whole path, under the sections that they stand in.</summary>
internal sealed class SectionTree
{
    private readonly IndexedSection _root = new("", above: null);

    /// <summary>
    /// The sections above the setting before, outermost first, and where in its path each one's name ends: neighbours mostly have them in
    /// common.
    /// </summary>
    private readonly Stack<(IndexedSection Section, int End)> _open = [];

    private string _before = "";

    /// <returns>The section above all others, which has no name.</returns>
    public static IndexedSection Of(IReadOnlyDictionary<string, string?> settings)
    {
        var tree = new SectionTree();
        foreach (var (path, value) in settings)
        {
            tree.Add(path, value);
        }
        tree._root.Sort();
        return tree._root;
    }

    private void Add(string path, string? value)
    {
        var (section, begin) = InCommon(path);
        for (var end = path.IndexOf(':', begin); end >= 0; end = path.IndexOf(':', begin))
        {
            section = section.Open(path.AsSpan(begin, end - begin));
            _open.Push((section, end));
            begin = end + 1;
        }
        section.Open(path.AsSpan(begin)).Set(value);
        _before = path;
    }

    /// <returns>The innermost section that the path has in common with the one before, and where the path goes on below it.</returns>
    private (IndexedSection Section, int Begin) InCommon(string path)
    {
        var length = path.AsSpan().CommonPrefixLength(_before);
        while (_open.TryPeek(out var last))
        {
            if (last.End < path.Length && path[last.End] == ':' && last.End <= length)
            {
                return (last.Section, last.End + 1);
            }
            _open.Pop();
        }
        return (_root, 0);
    }
}
