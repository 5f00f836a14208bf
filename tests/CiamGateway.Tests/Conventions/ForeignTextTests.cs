using Mono.Cecil;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Texts of other servers and of exceptions can repeat secrets: a <c>ForeignText</c> shows them masked.</summary>
public sealed class ForeignTextTests : IDisposable
{
    private const string ForeignText = "CiamGateway.Secrecy.ForeignText";

    /// <summary>Look what a message says, and show nothing of it. Each has tests that fail when the library changes its words.</summary>
    private static readonly string[] Compare =
    [
        "CiamGateway.Compatibility.HttpClientMessages",
        "CiamGateway.Compatibility.KestrelMessages",
        "CiamGateway.Compatibility.RedisMessages",
        "CiamGateway.Compatibility.RoutingMessages",
        "CiamGateway.Compatibility.TlsMessages",
        "CiamGateway.Compatibility.YarpMessages",
    ];

    /// <summary>Mask it.</summary>
    private static readonly string[] Masking =
    [
        ForeignText,
        "CiamGateway.Secrecy.MaskedException",
        "CiamGateway.Telemetry.Log.VisibleLogFormatter",
        "CiamGateway.Telemetry.Traces.MaskedSpans",
    ];

    private readonly ModuleDefinition _gateway = ModuleDefinition.ReadModule(typeof(GatewayOptions).Assembly.Location);

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public void The_message_of_an_exception_is_read_only_to_compare_or_to_mask_it()
    {
        var readers =
            from type in _gateway.GetTypes()
            where Calls(type).Any(call => call.Name == "get_Message" && IsException(call.DeclaringType))
            select Outermost(type);
        Assert.Equal(Compare.Concat(Masking).Order(StringComparer.Ordinal), readers.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_exception_is_written_into_a_text()
    {
        var writers =
            from type in _gateway.GetTypes()
            where !Compare.Contains(Outermost(type)) && !Masking.Contains(Outermost(type))
            from call in Calls(type).OfType<GenericInstanceMethod>()
            where call.Name == "AppendFormatted" && call.GenericArguments.Any(IsException)
            select Outermost(type);
        Assert.Empty(writers);
    }

    [Fact]
    public void Log_messages_take_addresses_and_texts_of_other_servers_only_masked()
    {
        var parameters =
            from type in _gateway.GetTypes()
            from method in type.Methods
            where method.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "LoggerMessageAttribute")
            from parameter in method.Parameters
            select (Method: $"{type.Name}.{method.Name}", parameter.Name, Type: parameter.ParameterType.FullName);
        string[] plain = ["System.Uri", "System.Net.Http.HttpResponseMessage", "System.Text.Json.JsonElement", "System.Object"];
        Assert.DoesNotContain(parameters, parameter => plain.Contains(parameter.Type));
        string[] words = ["challenge", "description", "tokenEndpoint"];
        Assert.Equal(
            [
                ("AuthorizationServerMetadataSource.LogKept", ForeignText),
                ("TokenEndpoint.LogFailure", ForeignText),
                ("UnauthorizedReplay.LogInsufficientScope", ForeignText),
                ("UnauthorizedReplay.LogPassedOn", ForeignText),
            ],
            parameters.Where(parameter => words.Contains(parameter.Name)).Select(parameter => (parameter.Method, parameter.Type)).Order()
        );
    }

    private static IEnumerable<MethodReference> Calls(TypeDefinition type) =>
        type
            .Methods.Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Select(code => code.Operand)
            .OfType<MethodReference>();

    private static bool IsException(TypeReference type) => type.Name.EndsWith("Exception", StringComparison.Ordinal);

    private static string Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type.FullName;
}
