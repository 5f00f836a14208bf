# run ruby-net-http: ruby {file} {plan} {out}
# cannot ruby-net-http http-1.0: has no option for it
require 'net/http'
require 'openssl'
require 'stringio'

def call(method, url, body, how, header)
  scheme, authority, target = url.match(%r{(https?)://([^/]+)(.*)}).captures
  host, port = authority.match(/(.*?)(?::(\d+))?\z/).captures
  proxy = how.include?('proxy') ? URI(ENV['PROXY']) : nil
  http = Net::HTTP.new(host.delete('[]'), port || 80, proxy&.host, proxy&.port)
  http.use_ssl = scheme == 'https'
  http.ca_file = ENV['AUTHORITY']
  http.continue_timeout = 10 if how.include?('expect')
  if how.include?('certificate')
    http.cert = OpenSSL::X509::Certificate.new(File.read(ENV['CERTIFICATE']))
    http.key = OpenSSL::PKey.read(File.read(ENV['CERTIFICATE_KEY']))
  end
  http.start do
    answer = nil
    (how.include?('twice') ? 2 : 1).times do
      request = Net::HTTPGenericRequest.new(method, !body.nil?, method != 'HEAD', target)
      request.add_field(*header.split(': ')) if header != '-'
      request.basic_auth(*ENV['CREDENTIALS'].split(':')) if how.include?('basic')
      request['Connection'] = 'close' if how.include?('close')
      request['Expect'] = '100-continue' if how.include?('expect')
      if how.include?('chunked')
        request['Transfer-Encoding'] = 'chunked'
        request.body_stream = StringIO.new(body)
      else
        request.body = body
      end
      answer = http.request(request)
    end
    answer
  end
end

plan, out = ARGV
File.foreach(plan, chomp: true) do |line|
  name, method, url, body, how, header = line.split("\t")
  begin
    answer = call(method, url, body == '-' ? nil : File.binread(body), how.split, header)
    lines = answer.to_hash.flat_map { |key, values| values.map { |value| "#{key}: #{value}" } }
    File.binwrite("#{out}/#{name}.head", ["HTTP/#{answer.http_version} #{answer.code} #{answer.message}", *lines, ''].join("\n"))
    File.binwrite("#{out}/#{name}.body", answer.body || '')
  rescue StandardError => e
    puts "#{name}: #{e.inspect}"
  end
end
