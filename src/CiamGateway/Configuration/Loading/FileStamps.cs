namespace CiamGateway.Configuration.Loading;

/// <summary>
/// What files looked like when they were read, so that a change shows: followed through symbolic links, since Docker and Kubernetes swap
/// those instead of the file.
/// </summary>
internal sealed class FileStamps
{
    private readonly Dictionary<string, FileStamp> _stamps = [];

    /// <summary>Remembers what the file looks like, before it is read.</summary>
    public void Add(string file) => _stamps[file] = FileStamp.Of(file);

    /// <summary>Whether the file is one of them, or links to one.</summary>
    public bool Contain(string file) =>
        _stamps.ContainsKey(file) || (RealPath(file) is { } target && _stamps.Keys.Any(other => RealPath(other) == target));

    /// <returns>The full paths of the files that existed when they were read.</returns>
    public IReadOnlyList<string> Found() =>
        [.. _stamps.Where(stamp => stamp.Value != default).Select(stamp => stamp.Key).Order(StringComparer.Ordinal)];

    /// <summary>When the file that was read was last written; null if that is unknown.</summary>
    public DateTimeOffset? WrittenAt(string file) =>
        _stamps.TryGetValue(file, out var stamp) && stamp != default ? new DateTimeOffset(stamp.Written, TimeSpan.Zero) : null;

    /// <summary>The files that changed since the last call. Their new stamps are kept.</summary>
    public IReadOnlySet<string> TakeChanged()
    {
        var changed = new HashSet<string>();
        foreach (var (file, before) in _stamps)
        {
            var now = FileStamp.Of(file);
            if (now != before)
            {
                _stamps[file] = now;
                changed.Add(file);
            }
        }
        return changed;
    }

    /// <returns>The file behind every link on the way; null if there is none, or it cannot be looked at.</returns>
    private static string? RealPath(string file)
    {
        try
        {
            var target = FollowLinks(file);
            return File.Exists(target) ? target : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The file behind every link on the way, a link of a folder included.</summary>
    /// <exception cref="IOException">The links go in a circle.</exception>
    private static string FollowLinks(string file, int links = 0)
    {
        // As many links as Linux follows.
        if (links > 40)
        {
            throw new IOException($"Too many symbolic links on the way to '{file}'.");
        }
        var folder = Path.GetDirectoryName(file);
        var real = folder is null ? file : Path.Combine(FollowLinks(folder, links), Path.GetFileName(file));
        var target = File.ResolveLinkTarget(real, returnFinalTarget: false)?.FullName;
        return target is null ? real : FollowLinks(target, links + 1);
    }
}
