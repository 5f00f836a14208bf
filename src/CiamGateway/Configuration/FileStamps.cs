namespace CiamGateway.Configuration;

/// <summary>What files looked like when they were read, so that a change shows: followed through symbolic links, since Docker and Kubernetes swap those instead of the file.</summary>
internal sealed class FileStamps
{
    private readonly Dictionary<string, Stamp> _stamps = [];

    public bool HaveChanged => _stamps.Any(entry => Stamp.Of(entry.Key) != entry.Value);

    /// <summary>Remembers what the file looks like, before it is read.</summary>
    public void Add(string file) => _stamps[file] = Stamp.Of(file);

    /// <summary>Whether the file is one of them, or links to one.</summary>
    public bool Contain(string file) => _stamps.ContainsKey(file) || (Stamp.Of(file).Target is { } target && _stamps.Any(entry => entry.Value.Target == target));

    /// <summary>When the file that was read was last written; nothing where that cannot be told.</summary>
    public DateTimeOffset? WrittenAt(string file) => _stamps.TryGetValue(file, out var stamp) && stamp != default ? stamp.Written : null;

    /// <summary>Takes what the files look like now for what they looked like.</summary>
    public void Accept() => _stamps.Keys.ToList().ForEach(Add);

    private readonly record struct Stamp(string? Target, DateTime Written, long Length)
    {
        /// <summary>As many links as Linux follows.</summary>
        private const int LongestChain = 40;

        public static Stamp Of(string file)
        {
            try
            {
                var target = RealPath(file);
                var info = new FileInfo(target);
                return info.Exists ? new Stamp(target, info.LastWriteTimeUtc, info.Length) : default;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return default;
            }
        }

        /// <summary>The file behind every link on the way, a link of a folder included.</summary>
        /// <exception cref="IOException">The links go in a circle.</exception>
        private static string RealPath(string file, int links = 0)
        {
            if (links > LongestChain)
            {
                throw new IOException($"Too many symbolic links on the way to '{file}'.");
            }
            var folder = Path.GetDirectoryName(file);
            var real = folder is null ? file : Path.Combine(RealPath(folder, links), Path.GetFileName(file));
            var target = File.ResolveLinkTarget(real, returnFinalTarget: false)?.FullName;
            return target is null ? real : RealPath(target, links + 1);
        }
    }
}
