namespace CiamGateway.Configuration;

/// <summary>A token client whose options passed validation, with its secret read.</summary>
internal sealed record TokenClientSettings(string Name, Uri TokenEndpoint, string ClientId, string ClientAuthentication, Secret ClientSecret, TokenClientOptions Options);
