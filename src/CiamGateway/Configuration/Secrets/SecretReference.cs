using System.Text;
using System.Text.RegularExpressions;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>Where a secret comes from: a value (which an environment variable may have set) or a file.</summary>
internal sealed partial record SecretReference(string Path, string? Value, string? File)
{
    /// <summary>Whether it is a text of several settings, of which only passwords are secret.</summary>
    public bool IsConnectionString { get; init; }

    /// <summary>Whether the configuration has a key for a file that holds the secret.</summary>
    public bool HasFileKey { get; init; } = true;

    public bool IsGiven => !string.IsNullOrEmpty(Value) || !string.IsNullOrEmpty(File);

    /// <summary>The key that was given: the value's, or the file's.</summary>
    public string GivenPath => string.IsNullOrEmpty(File) ? Path : $"{Path}File";

    /// <summary>The key to set if neither is given.</summary>
    public string MissingPath => HasFileKey ? $"{Path}File" : Path;

    /// <summary>Reads the secret, or reports why it cannot be read.</summary>
    /// <param name="filePath">The key of the file, if it is not that of the value with "File" behind it.</param>
    public Secret? Read(ConfigurationReading reading, string? filePath = null)
    {
        var fileKey = filePath ?? $"{Path}File";
        switch (Value, File)
        {
            case ({ Length: > 0 }, { Length: > 0 }):
                reading.Report(Path, "is given both as a value and as a file.", $"keep {Path}File and remove {Path}.");
                return null;
            case ({ Length: > 0 } value, _):
                WarnOfPlaceholder(Path, value, reading);
                return new Secret(value, IsConnectionString);
            case (_, { Length: > 0 } file):
                return reading.ReadSecretFile(fileKey, file) is { } content ? FromFile(fileKey, content, reading) : null;
            default:
                reading.Report(
                    Path,
                    "is missing.",
                    $"set {Path}File to a file that holds it, "
                        + $"or the environment variable {Path.Replace(":", "__", StringComparison.Ordinal)}."
                );
                return null;
        }
    }

    /// <summary>Editors end a file with a line end, which is no part of the secret; any other space is.</summary>
    private Secret? FromFile(string key, byte[] content, ConfigurationReading reading)
    {
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            reading.Report(key, $"file '{File}' is text in UTF-16, not in UTF-8.", "save it as UTF-8 or ASCII.");
            return null;
        }
        var text = Encoding.UTF8.GetString(content).TrimStart('\uFEFF');
        var secret = text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        if (secret.Length > 0)
        {
            WarnOfPlaceholder(key, secret, reading);
            if ((OddityOf(secret) ?? (IsConnectionString ? null : OddityOfWhole(key, secret))) is { } oddity)
            {
                reading.Warn(
                    key,
                    $"the secret in file '{File}' {oddity}, and the gateway uses it like that.",
                    "write the secret alone into the file, unless this belongs to it."
                );
            }
            return new Secret(secret, IsConnectionString);
        }
        reading.Report(key, $"file '{File}' holds nothing but a line end.", "write the secret into it.");
        return null;
    }

    private static void WarnOfPlaceholder(string key, string secret, ConfigurationReading reading)
    {
        if (Placeholder.Is(secret))
        {
            reading.Warn(key, "the secret is a placeholder that nothing replaced, such as ${NAME}.", "write the secret itself.");
        }
    }

    /// <returns>What makes of the secret more than a secret; null if nothing does.</returns>
    private static string? OddityOfWhole(string key, string secret) =>
        secret switch
        {
            ['-', '-', '-', ..] => null,
            ['{', .., '}'] when !Placeholder.Is(secret) => key.EndsWith("KeyFile", StringComparison.OrdinalIgnoreCase)
                ? null
                : "is a JSON object",
            _ when secret.AsSpan().ContainsAny('\r', '\n') => "has several lines",
            _ when Assignment().IsMatch(secret) => "begins with a name and '='",
            _ => null,
        };

    /// <summary>What files with variables have, such as CLIENT_SECRET=.</summary>
    [GeneratedRegex("^(?:export )?[A-Za-z_]*(?:secret|password)=", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    /// <returns>What editors and scripts add to a secret by mistake; null if there is nothing like that, or it is a key in PEM or
    /// JSON.</returns>
    public static string? OddityOf(string secret) =>
        secret switch
        {
            ['-', '-', '-', ..] or ['{', ..] => null,
            [.., '\n' or '\r'] => "ends in an empty line",
            _ when char.IsWhiteSpace(secret[^1]) => "ends in a space",
            _ when char.IsWhiteSpace(secret[0]) => "begins with a space",
            ['"', .., '"'] or ['\'', .., '\''] => "is in quotation marks",
            _ => null,
        };

    public override string ToString() => Path;
}
