namespace CiamGateway.Tokens.Endpoint;

/// <summary>What a route asks for: a token of this scope from this token client, for this resource (RFC 8707) where one is named.</summary>
internal sealed record TokenRequest(string Client, Scope Scope, string? Resource)
{
    public bool Equals(TokenRequest? other) =>
        other is not null
        && Client.Equals(other.Client, StringComparison.OrdinalIgnoreCase)
        && Scope.Value == other.Scope.Value
        && Resource == other.Resource;

    public override int GetHashCode() => HashCode.Combine(StringComparer.OrdinalIgnoreCase.GetHashCode(Client), Scope.Value, Resource);

    public override string ToString() =>
        $"token client '{Client}', {(Scope.Value.Length == 0 ? "no scope" : $"scope '{Scope}'")}"
        + (Resource is null ? "" : $", resource '{Resource}'");
}
