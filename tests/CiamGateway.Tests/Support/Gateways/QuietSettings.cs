namespace CiamGateway.Tests.Support.Gateways;

/// <summary>What every gateway in this process has: ports that are free here, no log on the console, and no delay when it stops.</summary>
internal static class QuietSettings
{
    /// <param name="more">Win over those.</param>
    public static Dictionary<string, string?> With(params IEnumerable<KeyValuePair<string, string?>> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Gateway:Url"] = "http://127.0.0.1:0",
            ["Gateway:Management:Url"] = "http://127.0.0.1:0",
            ["Gateway:Shutdown:Delay"] = "00:00:00",
            ["Logging:LogLevel:Default"] = "None",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }
        return settings;
    }
}
