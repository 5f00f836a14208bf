namespace CiamGateway.Configuration;

/// <summary>Where a secret comes from: a value (which an environment variable may have set) or a file.</summary>
internal sealed record SecretReference(string Path, string? Value, string? File)
{
    /// <summary>Reads the secret, or adds to <paramref name="problems"/> why it cannot be had.</summary>
    public Secret? Read(string contentRoot, ICollection<ConfigurationProblem> problems)
    {
        switch (Value, File)
        {
            case ({ Length: > 0 }, { Length: > 0 }):
                problems.Add(new(Path, "is given both as a value and as a file.", $"keep {Path}File and remove {Path}."));
                return null;
            case ({ Length: > 0 } value, _):
                return new Secret(value);
            case (_, { Length: > 0 } file):
                return ReadFile(System.IO.Path.GetFullPath(file, contentRoot), problems);
            default:
                problems.Add(new(Path, "is missing.", $"set {Path}File to a file that holds it, or the environment variable {Path.Replace(":", "__", StringComparison.Ordinal)}."));
                return null;
        }
    }

    private Secret? ReadFile(string file, ICollection<ConfigurationProblem> problems)
    {
        try
        {
            var content = System.IO.File.ReadAllText(file);
            var secret = content.EndsWith('\n') ? content[..^1].TrimEnd('\r') : content;
            if (secret.Length > 0)
            {
                return new Secret(secret);
            }
            problems.Add(new($"{Path}File", $"file '{file}' is empty.", "write the secret into it."));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add(new($"{Path}File", $"file '{file}' does not exist.", "mount or create it, or correct the path."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(new($"{Path}File", $"file '{file}' cannot be read by the user '{Environment.UserName}'.", "give that user read permission."));
        }
        return null;
    }
}
