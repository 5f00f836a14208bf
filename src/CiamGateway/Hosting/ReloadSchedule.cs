using System.Security.Cryptography;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Hosting;

/// <summary>
/// Decides when changed files are read: once they are at rest, that is, unchanged between two looks, since files that belong together are
/// written one after the other. No change waits longer than <see cref="LongestWait"/>, and a file that keeps changing for that long no
/// longer holds back any other.
/// </summary>
internal sealed class ReloadSchedule(FileStamps files, TimeProvider clock)
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, FileChange> _changes = [];
    private FileStamps _files = files;

    /// <summary>The files that have changed at every look for <see cref="LongestWait"/>.</summary>
    public IReadOnlyList<string> Restless =>
        [.. _changes.Where(entry => IsRestless(entry.Value)).Select(entry => entry.Key).Order(StringComparer.Ordinal)];

    /// <summary>Checks every file for a change.</summary>
    /// <returns>Whether they are to be read now.</returns>
    public bool Look()
    {
        Note(_files.TakeChanged());
        foreach (var (file, change) in _changes)
        {
            if ((!change.IsMoving || IsOverdue(change)) && change.ReadContent is { } read && read == ContentOf(file))
            {
                // Touched, but not changed.
                change.UnreadSince = null;
            }
        }
        var unread = _changes.Values.Where(change => change.UnreadSince is not null).ToList();
        return unread.Exists(IsOverdue)
            || (unread.Exists(change => !change.IsMoving) && !unread.Exists(change => change.IsMoving && !IsRestless(change)));
    }

    /// <summary>Call this before all files are read.</summary>
    public void BeginRead()
    {
        foreach (var (file, change) in _changes)
        {
            change.UnreadSince = null;
            change.ReadContent = change.IsMoving ? ContentOf(file) : null;
        }
    }

    /// <param name="files">The files that were read; null if they could not even be named. Those from before are watched then.</param>
    public void EndRead(FileStamps? files)
    {
        foreach (var (file, change) in _changes.Where(entry => entry.Value.IsMoving && ContentOf(entry.Key) != entry.Value.ReadContent))
        {
            // It changed in between, so which of the two was read is unknown.
            change.ReadContent = null;
        }
        _files = files ?? _files;
    }

    private void Note(IReadOnlySet<string> changed)
    {
        var now = clock.GetTimestamp();
        foreach (var (file, change) in _changes.Where(entry => !changed.Contains(entry.Key)).ToList())
        {
            if (change.UnreadSince is null)
            {
                _changes.Remove(file);
            }
            change.IsMoving = false;
        }
        foreach (var file in changed)
        {
            if (!_changes.TryGetValue(file, out var change))
            {
                change = _changes[file] = new FileChange();
            }
            change.MovingSince = change.IsMoving ? change.MovingSince : now;
            change.IsMoving = true;
            change.UnreadSince ??= now;
        }
    }

    private bool IsRestless(FileChange change) => change.IsMoving && clock.GetElapsedTime(change.MovingSince) >= LongestWait;

    private bool IsOverdue(FileChange change) => change.UnreadSince is { } since && clock.GetElapsedTime(since) >= LongestWait;

    private static string ContentOf(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private sealed class FileChange
    {
        /// <summary>Whether the file changed between the last two looks.</summary>
        public bool IsMoving { get; set; }

        public long MovingSince { get; set; }

        /// <summary>When the first change was seen that is not read yet; null if there is none.</summary>
        public long? UnreadSince { get; set; }

        /// <summary>The hash of the content that was read while the file kept changing; null if that is unknown.</summary>
        public string? ReadContent { get; set; }
    }
}
