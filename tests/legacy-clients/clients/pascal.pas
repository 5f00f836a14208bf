// build: fpc -v0 -o{folder}/pascal -FU{folder} {file}
// run fpc-TFPHTTPClient: {folder}/pascal {plan} {out}
// cannot fpc-TFPHTTPClient post-chunked: has no option for it
// cannot fpc-TFPHTTPClient post-expect: takes an interim answer for the final one
// cannot fpc-TFPHTTPClient ipv6: looks up the address in brackets as a name
{$mode objfpc}{$H+}
program Pascal;
uses cthreads, Classes, SysUtils, StrUtils, fphttpclient, ssockets, sslsockets, opensslsockets, URIParser;

type
  TCertificate = class
    procedure Present(Sender: TObject; const UseSSL: Boolean; out Handler: TSocketHandler);
  end;

procedure TCertificate.Present(Sender: TObject; const UseSSL: Boolean; out Handler: TSocketHandler);
begin
  Handler := TSSLSocketHandler.GetDefaultHandler;
  TSSLSocketHandler(Handler).CertificateData.Certificate.FileName := GetEnvironmentVariable('CERTIFICATE');
  TSSLSocketHandler(Handler).CertificateData.PrivateKey.FileName := GetEnvironmentVariable('CERTIFICATE_KEY');
end;

procedure Call(const Name, Method, Url, Body, How, Header, Folder: string);
var
  Client: TFPHTTPClient;
  Content: TMemoryStream;
  Head: TStringList;
  Times: Integer;
begin
  Client := TFPHTTPClient.Create(nil);
  Content := TMemoryStream.Create;
  Head := TStringList.Create;
  try
    Client.AllowRedirect := True;
    Client.IOTimeout := 30000;
    Client.KeepConnection := Pos('close', How) = 0;
    if Header <> '-' then
      Client.AddHeader(Copy2Symb(Header, ':'), Trim(Copy(Header, Pos(':', Header) + 1, MaxInt)));
    if Pos('http1.0', How) > 0 then Client.HTTPVersion := '1.0';
    if Pos('expect', How) > 0 then Client.AddHeader('Expect', '100-continue');
    if Pos('basic', How) > 0 then
    begin
      Client.UserName := Copy2Symb(GetEnvironmentVariable('CREDENTIALS'), ':');
      Client.Password := Copy(GetEnvironmentVariable('CREDENTIALS'), Length(Client.UserName) + 2, MaxInt);
    end;
    if Pos('certificate', How) > 0 then Client.OnGetSocketHandler := @TCertificate(nil).Present;
    if Pos('proxy', How) > 0 then
    begin
      Client.Proxy.Host := ParseURI(GetEnvironmentVariable('PROXY')).Host;
      Client.Proxy.Port := ParseURI(GetEnvironmentVariable('PROXY')).Port;
    end;
    for Times := 1 to 1 + Ord(Pos('twice', How) > 0) do
    begin
      if Body <> '-' then
      begin
        Client.RequestBody.Free;
        Client.RequestBody := TMemoryStream.Create;
        TMemoryStream(Client.RequestBody).LoadFromFile(Body);
      end;
      Content.Clear;
      Client.HTTPMethod(Method, Url, Content, []);
    end;
    Head.Assign(Client.ResponseHeaders);
    Head.Insert(0, Format('HTTP/%s %d %s', [Client.ServerHTTPVersion, Client.ResponseStatusCode, Client.ResponseStatusText]));
    Head.SaveToFile(Folder + '/' + Name + '.head');
    Content.SaveToFile(Folder + '/' + Name + '.body');
  finally
    Client.RequestBody.Free;
    Client.Free;
    Content.Free;
    Head.Free;
  end;
end;

var
  Plan: TStringList;
  Line: string;
  Fields: TStringArray;
begin
  Plan := TStringList.Create;
  Plan.LoadFromFile(ParamStr(1));
  for Line in Plan do
  begin
    Fields := Line.Split(#9);
    try
      Call(Fields[0], Fields[1], Fields[2], Fields[3], Fields[4], Fields[5], ParamStr(2));
    except
      on Problem: Exception do WriteLn(Fields[0], ': ', Problem.ClassName, ' ', Problem.Message);
    end;
  end;
end.
