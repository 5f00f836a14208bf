using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>Reads what a token client says of the token request and of its answer, and checks it.</summary>
internal static class TokenRequestReader
{
    private const string Form = "form";
    private const string Json = "json";

    /// <returns>As far as it could be read; problems are reported.</returns>
    public static TokenRequestSettings Read(
        string path,
        TokenClientOptions options,
        ClientCredential? credential,
        ConfigurationReading reading
    )
    {
        if (options.RequestFormat is not (Form or Json))
        {
            reading.Report(
                $"{path}:{nameof(options.RequestFormat)}",
                $"'{options.RequestFormat}' is not a format.",
                $"write {Form} or {Json}."
            );
        }
        if (string.IsNullOrWhiteSpace(options.GrantType))
        {
            reading.Report(
                $"{path}:{nameof(options.GrantType)}",
                "is empty.",
                "write client_credentials, or the grant type that the authorization server requires."
            );
        }
        return TokenGrantReader.Read(path, options, credential, reading) with
        {
            GrantType = options.GrantType,
            IsJson = options.RequestFormat is Json,
            Headers = ReadHeaders(path, options, reading),
            AccessToken = ReadPointer(
                $"{path}:Response:AccessToken",
                options.Response.AccessToken,
                TokenResponseOptions.DefaultAccessToken,
                reading
            ),
            ExpiresIn = ReadPointer(
                $"{path}:Response:ExpiresIn",
                options.Response.ExpiresIn,
                TokenResponseOptions.DefaultExpiresIn,
                reading
            ),
        };
    }

    private static Dictionary<string, Secret> ReadHeaders(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var headers = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in options.RequestHeaders.Keys.Union(options.RequestHeaderFiles.Keys, StringComparer.OrdinalIgnoreCase))
        {
            var value = options.RequestHeaders.GetValueOrDefault(name);
            var file = options.RequestHeaderFiles.GetValueOrDefault(name);
            var given = $"{path}:{(file is null ? nameof(options.RequestHeaders) : nameof(options.RequestHeaderFiles))}:{name}";
            if (value is not null && file is not null)
            {
                reading.Report(given, "is given both as a value and as a file.", $"keep one of them.");
            }
            else if (HeaderName.FaultOf(name) is { } fault)
            {
                reading.Report(given, fault, "remove it.");
            }
            else if (new SecretReference($"{path}:{nameof(options.RequestHeaders)}:{name}", value, file).Read(reading, given) is { } secret)
            {
                if (secret.Reveal().Any(character => character is < ' ' and not '\t' or > '~'))
                {
                    reading.Report(given, "holds a character that a header cannot carry.", "write visible ASCII.");
                }
                headers[name] = secret;
            }
        }
        return headers;
    }

    private static JsonPointer ReadPointer(string path, string? text, string whereWrong, ConfigurationReading reading)
    {
        if (JsonPointer.Parse(text) is { } pointer)
        {
            return pointer;
        }
        reading.Report(
            path,
            $"'{text}' is not a JSON Pointer (RFC 6901) to a member.",
            $"write a pointer such as {whereWrong}, or /data/0/token for a member further inside."
        );
        return JsonPointer.Parse(whereWrong)!;
    }
}
