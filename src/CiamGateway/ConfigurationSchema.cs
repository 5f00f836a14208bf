using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CiamGateway.Callers;
using CiamGateway.Configuration.Schema;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Listening;
using CiamGateway.Telemetry.Log;

namespace CiamGateway;

/// <summary>The JSON Schema (2020-12) of the whole configuration, for editors and pipelines.</summary>
internal static class ConfigurationSchema
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            Create().WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static JsonObject Create() =>
        new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "The configuration of CiamGateway",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [SectionNames.Schema] = Described("Where editors find this schema.", "string"),
                [GatewayOptions.Section] = With(
                    "Everything that is not YARP's own.",
                    OptionsSchema.Own.Of(GatewayOptionsJsonContext.Default.GatewayOptions)
                ),
                [RoutePath.Section] = With("Routes and clusters, under YARP's own names.", ProxySchema.Create()),
                [KestrelOptions.Section] = With(
                    "Listeners and certificates of ASP.NET Core's server.",
                    OptionsSchema.Own.Of(GatewayOptionsJsonContext.Default.KestrelOptions)
                ),
                [LoggingValidator.Section] = Logging(),
                [ListeningAddresses.UrlsKey] = Described(
                    $"Where the gateway listens, divided by semicolons. Default: {ListeningAddresses.DefaultUrl}.",
                    "string"
                ),
                [AllowedHostsValidator.Key] = Described(
                    "The host names that callers may ask for, divided by semicolons; *.example.com for every name below one. "
                        + "Default: *, any.",
                    "string"
                ),
            },
            ["additionalProperties"] = false,
        };

    /// <summary>Other keys than these are .NET's, too: those of logs that are not the console.</summary>
    private static JsonObject Logging() =>
        With(
            "The log, as .NET's own logging reads it.",
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    [LoggingValidator.Levels] = With(
                        "Levels by the beginnings of categories' names.",
                        new JsonObject
                        {
                            ["type"] = "object",
                            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                        }
                    ),
                    [LoggingValidator.Console] = With(
                        "The log on standard error.",
                        OptionsSchema.Own.Of(GatewayOptionsJsonContext.Default.ConsoleLogOptions)
                    ),
                },
            }
        );

    private static JsonObject Described(string description, string type) => new() { ["description"] = description, ["type"] = type };

    private static JsonObject With(string description, JsonObject schema)
    {
        schema.Insert(0, "description", description);
        return schema;
    }
}
