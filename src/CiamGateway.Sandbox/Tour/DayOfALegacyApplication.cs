using System.Text.Json.Nodes;
using static CiamGateway.Sandbox.Tour.LegacyApplication;

namespace CiamGateway.Sandbox.Tour;

/// <summary>
/// The tour: a day in which one legacy application creates, reads and changes a domain with its users and service accounts, and another
/// deletes it, since the first may not. The first registers a device for a user, too, and the second an application.
/// </summary>
internal static class DayOfALegacyApplication
{
    /// <returns>Whether every call arrived as it should.</returns>
    public static async Task<bool> PlayAsync(Uri gateway, Uri api, TextWriter output, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var gatewayClient = new HttpClient(handler, disposeHandler: false) { BaseAddress = gateway };
        using var apiClient = new HttpClient(handler, disposeHandler: false) { BaseAddress = api };
        var payroll = new LegacyApplication(SandboxCaller.Payroll, gatewayClient, apiClient, output);
        var opsConsole = new LegacyApplication(SandboxCaller.OpsConsole, gatewayClient, apiClient, output);

        await ProvisionAsync(payroll, opsConsole, cancellationToken);
        await AuthenticateAsync(payroll, cancellationToken);
        await AdministerAsync(payroll, opsConsole, cancellationToken);
        await MisbehaveAsync(payroll, cancellationToken);

        List<TourStep> steps = [.. payroll.Steps, .. opsConsole.Steps];
        var good = steps.Count(step => step.IsAsExpected);
        await output.WriteLineAsync($"{good} of {steps.Count} calls arrived as they should.");
        return good == steps.Count;
    }

    private static async Task ProvisionAsync(LegacyApplication payroll, LegacyApplication opsConsole, CancellationToken cancellationToken)
    {
        var name = $"Tour {Guid.NewGuid():n}";
        var domain = await CallAsync("POST", "/Domains", 201, new() { ["friendlyName"] = name, ["description"] = "Made by the tour" });
        var domainPath = $"/Domains/{domain["domainId"]}";
        await CallAsync("GET", "/Domains?startIndex=1&count=10", 200);
        await CallAsync("GET", $"/Domains?filter={Uri.EscapeDataString($"friendlyName eq \"{name}\"")}", 200);
        await CallAsync("GET", domainPath, 200);
        await CallAsync("PUT", domainPath, 200, new() { ["friendlyName"] = name, ["description"] = "Changed by the tour" });

        var user = await CallAsync(
            "POST",
            $"{domainPath}/Users",
            201,
            new()
            {
                ["friendlyName"] = "jdoe",
                ["surname"] = "Doe",
                ["password"] = "correct horse",
            }
        );
        var userPath = $"{domainPath}/Users/{user["userId"]}";
        await CallAsync("GET", $"{domainPath}/Users", 200);
        await CallAsync("GET", userPath, 200);
        await CallAsync("PUT", userPath, 200, new() { ["friendlyName"] = "jdoe", ["surname"] = "Doe-Smith" });
        await CallAsync("POST", $"{domainPath}/Users", 409, new() { ["friendlyName"] = "jdoe", ["surname"] = "Other" });
        await CallAsync("GET", "/Users", 200);

        var account = await CallAsync(
            "POST",
            $"{domainPath}/ServiceAccounts",
            201,
            new() { ["friendlyName"] = "batch", ["surname"] = "Batch" }
        );
        var accountPath = $"{domainPath}/ServiceAccounts/{account["accountId"]}";
        await CallAsync("GET", accountPath, 200);
        await CallAsync("PUT", accountPath, 200, new() { ["friendlyName"] = "batch", ["surname"] = "Nightly batch" });
        await CallAsync("GET", "/ServiceAccounts", 200);
        await CallAsync("GET", "/Applications", 200);

        await CallAsync("DELETE", accountPath, 204);
        await CallAsync("DELETE", userPath, 204);
        await payroll.CallAsync("DELETE", domainPath, 403, scope: null, cancellationToken: cancellationToken);
        await opsConsole.CallAsync("DELETE", domainPath, 204, ManageScope, cancellationToken: cancellationToken);
        await CallAsync("GET", domainPath, 404);

        Task<JsonObject> CallAsync(string method, string path, int status, JsonObject? body = null) =>
            payroll.CallAsync(method, path, status, ClientScope, body, cancellationToken: cancellationToken);
    }

    /// <summary>The MFA API, for a user whose name is one of a directory.</summary>
    private static async Task AuthenticateAsync(LegacyApplication payroll, CancellationToken cancellationToken)
    {
        const string api = "/ciam-mfa/v2";
        var devices = $"{api}/users/{Uri.EscapeDataString(@"CORP\j. doe+1@example.com")}/mfadevices";
        await CallAsync("GET", $"{devices}?type=sms", 200);
        var begun = await CallAsync("POST", devices, 201, new() { ["type"] = "sms" });
        await CallAsync("POST", $"{devices}/{begun["authId"]}", 200, new() { ["otp"] = "123456" });
        var authentication = await CallAsync("POST", $"{api}/deviceAuthentications", 201, new() { ["type"] = "sms" });
        await CallAsync("POST", $"{api}/deviceAuthentications/{authentication["authId"]}", 200, new() { ["otp"] = "123456" });
        var risk = await CallAsync("POST", $"{api}/riskEvaluations", 201, new() { ["ip"] = "192.0.2.1" });
        await CallAsync("PUT", $"{api}/riskEvaluations/{risk["id"]}", 200, new() { ["completionStatus"] = "SUCCESS" });
        await CallAsync("GET", $"{api}/users/jdoe/isFidoRegistered/login.example.com", 200);
        await CallAsync("DELETE", $"{devices}/sms/my%20phone", 204);
        await CallAsync("DELETE", $"{devices}/sms/all", 204);
        await payroll.CallAsync("POST", $"{api}/get/token", 404, scope: null, cancellationToken: cancellationToken);

        Task<JsonObject> CallAsync(string method, string path, int status, JsonObject? body = null) =>
            payroll.CallAsync(method, path, status, NoScope, body, cancellationToken: cancellationToken);
    }

    private static async Task AdministerAsync(LegacyApplication payroll, LegacyApplication opsConsole, CancellationToken cancellationToken)
    {
        const string policies = "/app-reg/v2/group/payroll/riskPolicy";
        var application = new JsonObject { ["name"] = "payroll" };
        await payroll.CallAsync("POST", "/app-reg/v2/registerapp", 403, scope: null, application, cancellationToken: cancellationToken);
        await opsConsole.CallAsync("POST", "/app-reg/v2/registerapp", 200, NoScope, application, cancellationToken: cancellationToken);
        await opsConsole.CallAsync("GET", policies, 200, NoScope, cancellationToken: cancellationToken);
        await opsConsole.CallAsync("DELETE", $"{policies}/1", 200, NoScope, cancellationToken: cancellationToken);
    }

    /// <summary>What must not get through: a token of the caller's own, a path or method that no route lists.</summary>
    private static async Task MisbehaveAsync(LegacyApplication application, CancellationToken cancellationToken)
    {
        await application.CallAsync("GET", "/Domains", 200, ClientScope, stolenToken: "stolen", cancellationToken: cancellationToken);
        await application.CallAsync("GET", "/Domains/1/Secrets", 404, scope: null, cancellationToken: cancellationToken);
        await application.CallAsync("PATCH", "/Domains", 405, scope: null, cancellationToken: cancellationToken);
        await application.CallAsync("POST", "/Applications", 405, scope: null, cancellationToken: cancellationToken);
    }
}
