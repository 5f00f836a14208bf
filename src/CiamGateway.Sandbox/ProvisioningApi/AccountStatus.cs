using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>What the API tells of a user's account: one that is usable, and to which its owner has not signed in yet.</summary>
internal static class AccountStatus
{
    public static JsonObject Of(string id, DateTimeOffset since) =>
        new()
        {
            ["accountId"] = id,
            ["usable"] = true,
            ["activeDate"] = since.ToString("O"),
            ["failedLoginCount"] = 0,
            ["isLockedStatus"] = new JsonObject
            {
                ["accountId"] = id,
                ["isLocked"] = false,
                ["lockedReasons"] = new JsonArray(),
            },
            ["isDisabledStatus"] = new JsonObject
            {
                ["accountId"] = id,
                ["isDisabled"] = false,
                ["disabledReasons"] = new JsonArray(),
            },
            ["isMustChangePasswordStatus"] = new JsonObject
            {
                ["accountId"] = id,
                ["isMustChange"] = false,
                ["mustChangeReasons"] = new JsonArray(),
                ["lastChanged"] = since.ToString("O"),
            },
        };
}
