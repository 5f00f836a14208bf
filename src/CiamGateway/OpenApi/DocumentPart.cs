namespace CiamGateway.OpenApi;

/// <summary>A part of an OpenAPI document, and which of its members decide about routes. The others are not looked at.</summary>
internal enum DocumentPart
{
    Root,
    Paths,
    PathItem,
    Operations,
    Operation,
    Components,
    Other,
}

internal static class DocumentParts
{
    /// <returns>What a member of a part is; null if it does not decide about routes. Unknown members are kept and reported.</returns>
    public static DocumentPart? Member(this DocumentPart part, string name) =>
        (part, name) switch
        {
            (_, ApiExtension.Name) => DocumentPart.Other,
            (not (DocumentPart.Other or DocumentPart.Operations), _) when name.StartsWith("x-", StringComparison.Ordinal) => null,
            (DocumentPart.Root, "paths") => DocumentPart.Paths,
            (DocumentPart.Root, "components") => DocumentPart.Components,
            (DocumentPart.Root, "info" or "tags" or "externalDocs" or "webhooks" or "jsonSchemaDialect" or "$self") => null,
            (DocumentPart.Root, "definitions" or "parameters" or "responses" or "consumes" or "produces") => null,
            (DocumentPart.Components, "securitySchemes") => DocumentPart.Other,
            (DocumentPart.Components, _) => null,
            (DocumentPart.Paths, _) => DocumentPart.PathItem,
            (DocumentPart.PathItem, "servers") => DocumentPart.Other,
            (DocumentPart.PathItem, "additionalOperations") => DocumentPart.Operations,
            (DocumentPart.PathItem, "parameters" or "summary" or "description") => null,
            (DocumentPart.PathItem or DocumentPart.Operations, _) => DocumentPart.Operation,
            (DocumentPart.Operation, "parameters" or "requestBody" or "responses" or "callbacks" or "consumes" or "produces") => null,
            (DocumentPart.Operation, "tags" or "summary" or "description" or "externalDocs" or "operationId" or "deprecated") => null,
            _ => DocumentPart.Other,
        };
}
