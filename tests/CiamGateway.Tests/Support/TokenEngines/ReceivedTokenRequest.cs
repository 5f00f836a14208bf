using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using WireMock;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>A token request as the token endpoint got it.</summary>
internal sealed class ReceivedTokenRequest(IRequestMessage request)
{
    public string? Authorization => Header("Authorization");

    public string? DPoP => Header("DPoP");

    public Dictionary<string, string> Form { get; } =
        QueryHelpers.ParseQuery(request.Body).ToDictionary(parameter => parameter.Key, parameter => parameter.Value.Single()!);

    public JsonWebToken Assertion => new(Form["client_assertion"]);

    private string? Header(string name) => request.Headers!.TryGetValue(name, out var values) ? values.Single() : null;

    /// <summary>A claim as its JSON has it.</summary>
    public static string? Claim(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<object>(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
}
