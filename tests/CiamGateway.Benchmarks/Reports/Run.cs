using System.Text.Json;
using System.Text.Json.Serialization;

namespace CiamGateway.Benchmarks.Reports;

/// <summary>One run of a verb with all that is needed to judge it, or to repeat it: kept in a file, shown as Markdown.</summary>
/// <param name="Command">The verb with its arguments.</param>
internal sealed record Run(string Command, DateOnly Date, string Machine, IReadOnlyList<Table> Tables)
{
    public string Markdown =>
        string.Join(
            '\n',
            [
                $"`dotnet run -c Release --project tests/CiamGateway.Benchmarks -- {Command}` on {Date:yyyy-MM-dd}, {Machine}.",
                "",
                .. Tables.SelectMany(table => table.Lines.Append("")),
            ]
        );

    public static Run Read(string file) => JsonSerializer.Deserialize(File.ReadAllText(file), RunJsonContext.Default.Run)!;

    public void Store(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, RunJsonContext.Default.Run) + "\n");
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Run))]
internal sealed partial class RunJsonContext : JsonSerializerContext;
