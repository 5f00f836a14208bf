using System.Buffers;

namespace CiamGateway.Callers;

/// <summary>An application that has proved who it is.</summary>
internal sealed class Caller(CallerSettings settings)
{
    public CallerSettings Settings => settings;

    public string Name => settings.Name;

    public override string ToString() => Name;
}

/// <summary>The valid names of callers: a name is the user name of Basic, and appears in metrics and logs.</summary>
internal static class CallerName
{
    /// <summary>What metrics and logs call a request without credentials.</summary>
    public const string Anonymous = "anonymous";

    public const string Rule = "use up to 64 letters, digits, '-', '_', '.' and '@'.";

    private const int Longest = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.@"
    );

    public static bool IsValid(string name) => name.Length is > 0 and <= Longest && !name.AsSpan().ContainsAnyExcept(Characters);
}
