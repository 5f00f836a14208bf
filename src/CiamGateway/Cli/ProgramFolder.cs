using CiamGateway.Configuration.Loading;

namespace CiamGateway.Cli;

/// <summary>Tells which configuration a verb looks at, if the working directory has none.</summary>
internal static class ProgramFolder
{
    public static void Tell(ConfigurationArguments arguments, TextWriter messages)
    {
        if (arguments.IsProgramFolder)
        {
            var file = Path.Combine(arguments.ContentRoot, "appsettings.json");
            var used = File.Exists(file) ? $"'{file}' is used" : $"neither has '{arguments.ContentRoot}'";
            messages.WriteLine($"'{Directory.GetCurrentDirectory()}' has no appsettings.json; {used}.");
        }
    }
}
