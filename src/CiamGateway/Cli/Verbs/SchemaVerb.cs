namespace CiamGateway.Cli.Verbs;

/// <summary><c>schema</c>: prints the JSON Schema of the configuration.</summary>
internal sealed class SchemaVerb : Verb
{
    public SchemaVerb()
        : base("schema", "Prints the JSON Schema of the configuration.", "ciam-gateway schema > config/gateway.schema.json") =>
        SetAction(arguments => arguments.InvocationConfiguration.Output.Write(ConfigurationSchema.Text()));
}
