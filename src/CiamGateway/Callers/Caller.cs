using System.Security.Claims;
using CiamGateway.Configuration;

namespace CiamGateway.Callers;

/// <summary>An application that has proved who it is.</summary>
internal sealed class Caller(CallerSettings settings)
{
    public CallerSettings Settings => settings;

    public string Name => settings.Name;

    /// <summary>The caller as ASP.NET Core's authorization sees it.</summary>
    public ClaimsPrincipal Principal { get; } = new(new ClaimsIdentity([new Claim(ClaimTypes.Name, settings.Name)], "CiamGateway"));

    public override string ToString() => Name;
}
