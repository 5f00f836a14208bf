using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.OpenApi;

/// <summary>
/// From an API's description that was not prepared for the gateway to what the gateway says it will do: import, validate, explain, on one
/// set of files.
/// </summary>
public sealed class UnseenApiTests : IDisposable
{
    /// <summary>
    /// As banks describe themselves: two OAuth flows, components by reference, header parameters, several scopes in one list.
    /// </summary>
    private const string OpenApi30 = """
        openapi: 3.0.1
        info: { title: Bank events, version: v3.1.4, license: { name: open } }
        servers:
          - url: /open-banking/v3.1
        paths:
          /event-subscriptions:
            parameters: [ { $ref: '#/components/parameters/interaction' } ]
            post:
              operationId: CreateEventSubscription
              requestBody: { $ref: '#/components/requestBodies/Subscription' }
              responses: { '201': { $ref: '#/components/responses/Created' }, '400': { $ref: '#/components/responses/Error' } }
              security: [ { TPPOAuth2Security: [ accounts, payments, fundsconfirmations ] } ]
            get:
              operationId: GetEventSubscriptions
              responses: { '200': { $ref: '#/components/responses/Created' } }
              security: [ { TPPOAuth2Security: [ accounts, payments, fundsconfirmations ] } ]
          '/event-subscriptions/{EventSubscriptionId}':
            parameters:
              - { name: EventSubscriptionId, in: path, required: true, schema: { type: string } }
            put:
              responses: { '200': { $ref: '#/components/responses/Created' } }
              security: [ { TPPOAuth2Security: [ accounts ] } ]
            delete:
              responses: { '204': { description: Deleted } }
              security: [ { TPPOAuth2Security: [ payments, accounts ] } ]
          '/domestic-payments/{DomesticPaymentId}/payment-details':
            get:
              responses: { '200': { description: Read } }
              security: [ { PSUOAuth2Security: [ payments ] }, { TPPOAuth2Security: [ payments ] } ]
          /health:
            get: { responses: { '200': { description: Up } }, security: [] }
        components:
          parameters:
            interaction: { name: x-fapi-interaction-id, in: header, schema: { type: string } }
          requestBodies:
            Subscription: { content: { application/json: { schema: { $ref: '#/components/schemas/Subscription' } } } }
          responses:
            Created: { description: Created, content: { application/json: { schema: { $ref: '#/components/schemas/Subscription' } } } }
            Error: { description: Bad request }
          schemas:
            Subscription: { type: object, properties: { CallbackUrl: { type: string, nullable: true } } }
          securitySchemes:
            TPPOAuth2Security:
              type: oauth2
              flows:
                clientCredentials:
                  tokenUrl: https://bank.example.com/token
                  scopes: { accounts: A, payments: P, fundsconfirmations: F }
            PSUOAuth2Security:
              type: oauth2
              flows:
                authorizationCode:
                  authorizationUrl: https://bank.example.com/authorize
                  tokenUrl: https://bank.example.com/token
                  scopes: { payments: P }
        """;

    /// <summary>
    /// As network functions describe themselves: a server with variables, callbacks, other files by reference, and security that may be
    /// left out.
    /// </summary>
    private const string OpenApi31 = """
        {
          "openapi": "3.1.0",
          "info": { "title": "Exposure", "version": "1.2.0", "summary": "A network function" },
          "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
          "servers": [ { "url": "{apiRoot}/nnef-exposure/v1", "variables": { "apiRoot": { "default": "https://core.example.com" } } } ],
          "security": [ {}, { "oAuth2ClientCredentials": [ "nnef-exposure" ] }, { "oAuth2ClientCredentials": [ "nnef-exposure",
            "nnef-exposure:all" ] } ],
          "webhooks": { "changed": { "post": { "responses": { "204": { "description": "Taken" } } } } },
          "paths": {
            "/subscriptions": {
              "get": { "responses": { "200": { "description": "List", "content": { "application/json": { "schema": { "type": [ "array",
                "null" ], "items": { "$ref": "#/components/schemas/Subscription" } } } } } } },
              "post": {
                "callbacks": { "notify": { "{$request.body#/uri}": { "post": { "security": [ { "oAuth2ClientCredentials": [
                  "callback" ] } ], "responses": { "204": { "description": "Taken" } } } } } },
                "responses": { "201": { "description": "Made" }, "403": { "$ref": "CommonData.yaml#/components/responses/403" } }
              }
            },
            "/subscriptions/{subscriptionId}/reports/{reportId}": {
              "get": { "security": [ { "oAuth2ClientCredentials": [ "nnef-exposure nnef-exposure:read" ] } ],
                "responses": { "200": { "description": "Read" } } },
              "patch": { "security": [ { "oAuth2ClientCredentials": [ "nnef-exposure", "nnef-exposure:modify" ] } ],
                "responses": { "204": { "description": "Changed" } } }
            },
            "/subscriptions/{subscriptionId}": { "head": { "responses": { "200": { "description": "There" } } },
              "options": { "security": [], "responses": { "204": { "description": "Methods" } } } }
          },
          "components": {
            "schemas": { "Subscription": { "type": "object", "properties": { "uri": { "type": "string",
              "examples": [ "https://a.example.com" ] } } } },
            "securitySchemes": { "oAuth2ClientCredentials": { "type": "oauth2",
              "flows": { "clientCredentials": { "tokenUrl": "{nrfApiRoot}/oauth2/token", "scopes": { "nnef-exposure": "Access" } } } } }
          }
        }
        """;

    private readonly ConfigurationFolder _folder = new ConfigurationFolder()
        .With("config/routes.json", "{}")
        .With(
            "appsettings.json",
            """
            { "Gateway": { "TokenClients": { "network": { "TokenEndpoint": "https://sso.example.com/token", "ClientId": "gateway",
              "ClientSecret": "s3cret" } } } }
            """
        );

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = TimeLimit.Long)]
    public Task An_OpenAPI_3_0_document_of_a_bank() =>
        ShowAsync(
            "bank.yaml",
            OpenApi30,
            "/open-banking/v3.1",
            new()
            {
                ["POST /event-subscriptions"] = "accounts fundsconfirmations payments",
                ["GET /event-subscriptions"] = "accounts fundsconfirmations payments",
                ["PUT /event-subscriptions/7"] = "accounts",
                ["DELETE /event-subscriptions/7"] = "accounts payments",
                ["GET /domestic-payments/7/payment-details"] = "payments",
                ["GET /health"] = null,
            }
        );

    [Fact(Timeout = TimeLimit.Long)]
    public Task An_OpenAPI_3_1_document_of_a_network_function() =>
        ShowAsync(
            "exposure.json",
            OpenApi31,
            "/nnef-exposure/v1",
            new()
            {
                ["GET /subscriptions"] = "nnef-exposure",
                ["POST /subscriptions"] = "nnef-exposure",
                ["GET /subscriptions/7/reports/8"] = "nnef-exposure nnef-exposure:read",
                ["PATCH /subscriptions/7/reports/8"] = "nnef-exposure nnef-exposure:modify",
                ["HEAD /subscriptions/7"] = "nnef-exposure",
                ["OPTIONS /subscriptions/7"] = null,
            }
        );

    private async Task ShowAsync(string file, string document, string basePath, Dictionary<string, string?> scopes)
    {
        _folder.With(file, document);
        var import = await GatewayProcess.RunAsync(_folder.Path, "import-openapi", file, "--cluster", "api");
        Assert.Equal(0, import.ExitCode);
        Assert.Contains($" for {scopes.Count} of {scopes.Count} operation(s).", import.Errors, StringComparison.Ordinal);
        _folder.With("config/routes.json", import.Output);
        const string destination = "--ReverseProxy:Clusters:api:Destinations:primary:Address=https://core.example.com/";
        var validation = await GatewayProcess.RunAsync(_folder.Path, "validate", destination);
        Assert.Equal(("", 0), (validation.Output, validation.ExitCode));
        foreach (var (operation, scope) in scopes)
        {
            var (method, target) = (operation.Split(' ')[0], basePath + operation.Split(' ')[1]);
            var run = await GatewayProcess.RunAsync(_folder.Path, "explain", method, target, "--json", destination);
            var explained = new ExplainedRequest(run.ExitCode, JsonNode.Parse(run.Output)!);
            Assert.Equal(
                (0, scope, $"https://core.example.com{target}"),
                (explained.ExitCode, explained.Scope, explained.Text("outgoing", "url"))
            );
            Assert.Equal(scope is not null, explained.OutgoingHeaders.ContainsKey("Authorization"));
        }
    }
}
