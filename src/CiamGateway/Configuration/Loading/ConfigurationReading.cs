using System.Security.Cryptography;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Configuration.Loading;

/// <summary>
/// One reading of the whole configuration: what its paths are relative to, the problems found so far, and every file it looked at, which is
/// what to watch for changes.
/// </summary>
internal sealed class ConfigurationReading(string contentRoot)
{
    /// <summary>The fix for a file that cannot be read.</summary>
    public const string ReadPermission = "give that user read permission for the file, and permission to enter (x) its folders.";

    /// <summary>The errors: a configuration with one is not used.</summary>
    public List<ConfigurationProblem> Problems { get; } = [];

    public List<ConfigurationProblem> Warnings { get; } = [];

    /// <summary>Whether every file was read. If not, only the problems of the unread files are certain.</summary>
    public bool IsComplete { get; set; } = true;

    public ConfigurationOrigins Origins { get; } = new();

    public FileStamps Files { get; } = new();

    /// <summary>The settings that were bound to options: those without a problem.</summary>
    public IndexedConfiguration Bound { get; set; } = new([]);

    /// <summary>The hash of each secret, key and certificate file that was read, in that order.</summary>
    public List<string> Contents { get; } = [];

    /// <summary>Every certificate that was read, in the order of the configuration.</summary>
    public List<NamedCertificate> Certificates { get; } = [];

    /// <param name="refersTo">The path of the entry that the value names; null if it names none.</param>
    public void Report(string path, string message, string fix, string? refersTo = null) =>
        Problems.Add(new ConfigurationProblem(path, message, fix) { RefersTo = refersTo });

    public void Add(IEnumerable<ConfigurationProblem> problems)
    {
        foreach (var problem in problems)
        {
            (problem.IsError ? Problems : Warnings).Add(problem);
        }
    }

    /// <summary>Whether no error was found so far at the path and below it. What depends on a value that is wrong is not judged.</summary>
    public bool IsSound(string path) =>
        !Problems.Exists(problem =>
            problem.Path.StartsWith(path, StringComparison.OrdinalIgnoreCase)
            && (problem.Path.Length == path.Length || problem.Path[path.Length] == ':')
        );

    /// <summary>
    /// The elements of a bound list with their paths. They tell no index: what has a problem is not in the list, and the first element need
    /// not have the number 0.
    /// </summary>
    public IEnumerable<(string Path, T Value)> Elements<T>(string path, IReadOnlyList<T> list) =>
        list.Zip(Bound.GetSection(path).GetChildren(), (value, section) => (section.Path, value));

    public void CheckRange<T>(string path, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            Report(
                path,
                FormattableString.Invariant($"{value} is out of range."),
                FormattableString.Invariant($"write a value from {least} to {most}.")
            );
        }
    }

    public void Warn(string path, string message, string fix) =>
        Warnings.Add(new ConfigurationProblem(path, message, fix) { Severity = ProblemSeverity.Warning });

    /// <summary>The path of a file that the configuration names.</summary>
    public string FullPathOf(string file) => Path.GetFullPath(file, contentRoot);

    /// <summary>The content of a file that only the gateway's user should be able to read; a warning if others can.</summary>
    public byte[]? ReadSecretFile(string path, string file)
    {
        var content = ReadFile(path, file);
        if (content is not null)
        {
            WarnIfReadableByAll(path, FullPathOf(file));
        }
        return content;
    }

    /// <summary>
    /// Looks for a file with a token that another program renews. Its content is no part of the configuration, so that a renewal reloads
    /// nothing; the file is watched only if something is wrong with it.
    /// </summary>
    /// <returns>The full path; null and a problem if there is no such file.</returns>
    public string? LocateTokenFile(string path, string file)
    {
        var fullPath = FullPathOf(file);
        try
        {
            using var content = new FileStream(fullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (content.Length == 0)
            {
                Files.Add(fullPath);
                Warn(path, $"file '{fullPath}' is empty.", "have the program that renews it write a token into it.");
            }
            WarnIfReadableByAll(path, fullPath);
            return fullPath;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            Report(path, $"file '{fullPath}' does not exist.", "mount it, start the program that writes it, or correct the path.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ReportUnreadable(path, fullPath);
        }
        Files.Add(fullPath);
        return null;
    }

    /// <summary>The content of a file that the configuration names, or nothing and a problem.</summary>
    /// <param name="path">The key that names the file.</param>
    public byte[]? ReadFile(string path, string file)
    {
        var fullPath = FullPathOf(file);
        Files.Add(fullPath);
        try
        {
            var content = File.ReadAllBytes(fullPath);
            if (content.Length > 0)
            {
                Contents.Add(Convert.ToHexString(SHA256.HashData(content)));
                return content;
            }
            Report(path, $"file '{fullPath}' is empty.", "write into it what the key is for.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            Report(path, $"file '{fullPath}' does not exist.", "mount or create it, or correct the path.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ReportUnreadable(path, fullPath);
        }
        return null;
    }

    private void ReportUnreadable(string path, string fullPath)
    {
        if (Directory.Exists(fullPath))
        {
            Report(
                path,
                $"'{fullPath}' is a folder.",
                "name a file in it. A container makes a folder if the file to mount does not exist."
            );
        }
        else
        {
            Report(path, $"file '{fullPath}' cannot be read by the user '{ProcessUser.Name}'.", ReadPermission);
        }
    }

    private void WarnIfReadableByAll(string path, string fullPath)
    {
        if (IsReadableByAll(fullPath))
        {
            Warn(
                path,
                $"file '{fullPath}' can be read by every user of this machine.",
                $"chmod o-r '{fullPath}', or mount it with a mode such as 0440."
            );
        }
    }

    public static bool IsReadableByAll(string file)
    {
        try
        {
            return !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead);
        }
        catch (IOException)
        {
            // Taken away since it was read: the next reading says so.
            return false;
        }
    }
}
