def rms_norm(x: Tensor, w: Tensor, eps: float) -> Tensor:
  h = x.float()
  r = torch.rsqrt((h * h).mean([-1], True) + eps)
  return (h * r).type_as(x) * w

def rope(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  half = x.size(-1) // 2
  a = torch.slice(x, -1, 0, half)
  b = torch.slice(x, -1, half, 2 * half)
  return x * cos + torch.cat([torch.neg(b), a], -1) * sin

def pick(logits: Tensor, u: Tensor, temperature: float) -> Tensor:
  if temperature == 0.:
    tok = torch.argmax(logits, -1)
  else:
    c = torch.cumsum(torch.softmax(logits.float() / temperature, -1), -1, dtype=7)
    total = torch.slice(c, -1, c.size(-1) - 1, c.size(-1))
    at = torch.unsqueeze(u, -1).to(7) * total
    tok = torch.squeeze(torch.searchsorted(c, at, out_int32=False, right=True), -1).clamp(0, c.size(-1) - 1)
  return tok

def tensors(held: List[Tensor]) -> List[Tensor]:
  l = annotate(List[Tensor], [])
  for i in range(len(held)):
    l.append(held[i])
  return l

class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  n_layers : int
  n_heads : int
  n_kv : int
  head_dim : int
  head_index : int
  eps : float
  frequencies : List[float]
  inverse : List[Tensor]
  qk_norm : bool
  n_biases : int
  stride : int
  norm_index : int
  n_weights : int
  lora_scale : float
  dtype : int
  held : List[Tensor]
  held_g : List[Tensor]
  held_m : List[Tensor]
  held_v : List[Tensor]
  held_s : List[Tensor]
  training : bool
  def hold(self: __torch__.Decoder, shape: Tensor) -> Tensor:
    s = annotate(List[int], [])
    for i in range(shape.size(0)):
      s.append(int(shape[i]))
    self.held.append(torch.zeros(s, dtype=self.dtype, device=shape.device))
    return shape
  def fill(self: __torch__.Decoder, value: Tensor, at: Tensor, target: List[Tensor]) -> Tensor:
    n = int(at)
    t = torch.copy_(torch.slice(target[0].view([-1]), 0, n, n + value.size(0)), value)
    return value
  def fill_held(self: __torch__.Decoder, value: Tensor, at: Tensor, index: Tensor) -> Tensor:
    return self.fill(value, at, [self.held[int(index)]])
  def part(self: __torch__.Decoder, value: Tensor, at: Tensor, source: List[Tensor]) -> Tensor:
    n = int(at)
    t = torch.copy_(value, torch.slice(torch.detach(source[0]).view([-1]), 0, n, n + value.size(0)))
    return value
  def part_held(self: __torch__.Decoder, value: Tensor, at: Tensor, index: Tensor) -> Tensor:
    return self.part(value, at, [self.held[int(index)]])
  def learn(self: __torch__.Decoder, x: Tensor) -> Tensor:
    for i in range(len(self.held)):
      w = torch.requires_grad_(self.held[i], True)
      self.held_g.append(torch.zeros_like(w))
      self.held_m.append(torch.zeros_like(w))
      self.held_v.append(torch.zeros_like(w))
      self.held_s.append(torch.zeros([1], dtype=6, device=w.device).select(0, 0))
    return x
  def peek(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return torch.detach(self.held[int(index)]).float()
  def peek_gradient(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return self.held_g[int(index)].float()
  def state(self: __torch__.Decoder, kind: Tensor, index: Tensor) -> Tensor:
    k = int(kind)
    i = int(index)
    if k == 0:
      t = self.held[i]
    else:
      if k == 1:
        t = self.held_m[i]
      else:
        if k == 2:
          t = self.held_v[i]
        else:
          t = self.held_s[i]
    return t
  def peek_state(self: __torch__.Decoder, kind: Tensor, index: Tensor) -> Tensor:
    return torch.detach(self.state(kind, index)).float()
  def poke_state(self: __torch__.Decoder, kind: Tensor, index: Tensor, value: Tensor) -> Tensor:
    t = torch.copy_(self.state(kind, index), value)
    return value
  def assign(self: __torch__.Decoder, value: Tensor, target: List[Tensor]) -> Tensor:
    t = torch.copy_(target[0], value)
    return value
  def prepared(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    w = __torch__.tensors(self.held)
    if len(given) > 1:
      for i in range(len(given)):
        w.append(torch.to(given[i], self.dtype))
    return w
  def project(self: __torch__.Decoder, x: Tensor, p: List[Tensor], i: int) -> Tensor:
    y = torch.linear(x, p[i])
    if len(p) > self.n_weights:
      a = p[self.n_weights + i]
      if torch.numel(a) > 0:
        y = y + torch.linear(torch.linear(x, a), p[2 * self.n_weights + i]) * self.lora_scale
    return y
  def merged(self: __torch__.Decoder, p: List[Tensor]) -> List[Tensor]:
    w = annotate(List[Tensor], [])
    if len(p) > self.n_weights:
      for i in range(self.n_weights):
        a = p[self.n_weights + i]
        if torch.numel(a) > 0:
          w.append(p[i] + torch.matmul(p[2 * self.n_weights + i], a) * self.lora_scale)
        else:
          w.append(p[i])
    else:
      w = p
    return w
  def angles(self: __torch__.Decoder, pos: Tensor, like: Tensor) -> Tuple[Tensor, Tensor]:
    if len(self.inverse) == 0:
      r = annotate(List[float], [])
      for i in range(len(self.frequencies)):
        r.append(self.frequencies[i])
      self.inverse.append(torch.tensor(r, dtype=6, device=pos.device))
    f = torch.unsqueeze(pos.to(6), -1) * self.inverse[0]
    e = torch.unsqueeze(torch.cat([f, f], -1), 1)
    return (torch.cos(e).type_as(like), torch.sin(e).type_as(like))
  def qkv(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    o = 1 + l * self.stride
    n = x.size(0)
    h = __torch__.rms_norm(x, p[o], self.eps)
    q = self.project(h, p, o + 1)
    k = self.project(h, p, o + 2)
    v = self.project(h, p, o + 3)
    if self.n_biases > 0:
      b = o + self.stride - self.n_biases
      q = q + p[b]
      k = k + p[b + 1]
      v = v + p[b + 2]
    q1 = q.view([n, self.n_heads, self.head_dim])
    k1 = k.view([n, self.n_kv, self.head_dim])
    if self.qk_norm:
      q1 = __torch__.rms_norm(q1, p[o + 5], self.eps)
      k1 = __torch__.rms_norm(k1, p[o + 6], self.eps)
    return (__torch__.rope(q1, cos, sin), __torch__.rope(k1, cos, sin), v.view([n, self.n_kv, self.head_dim]))
  def finish(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tensor:
    b = 1 + (l + 1) * self.stride
    m = b - self.n_biases - 4
    y = x + self.project(a, p, 1 + l * self.stride + 4)
    if self.n_biases > 3:
      y = y + p[b - 1]
    h = __torch__.rms_norm(y, p[m], self.eps)
    return y + self.project(torch.silu(self.project(h, p, m + 1)) * self.project(h, p, m + 2), p, m + 3)
  def heads(self: __torch__.Decoder, x: Tensor, slots: Tensor) -> Tensor:
    y = torch.index_select(x, 0, slots.flatten(0, -1))
    return y.view([slots.size(0), slots.size(1), x.size(1), x.size(2)]).transpose(1, 2)
  def grouped(self: __torch__.Decoder, x: Tensor, slots: Tensor) -> Tensor:
    y = torch.index_select(x, 0, slots.flatten(0, -1))
    return y.view([slots.size(0), slots.size(1), slots.size(2), x.size(1), x.size(2)]).permute([0, 3, 1, 2, 4])
  def attend(self: __torch__.Decoder, q: Tensor, kp: Tensor, vp: Tensor, kc: Tensor, vc: Tensor, bias: Tensor, causal: Optional[Tensor]) -> Tensor:
    b = q.size(0)
    g = q.size(2)
    t = q.size(3)
    n = kp.size(2)
    s = kc.size(3)
    d = self.head_dim
    kv = self.n_kv
    rep = self.n_heads // kv
    scale = 1. / (float(d) ** 0.5)
    q1 = (q * scale).reshape([b, kv, rep, g, t, d]).transpose(2, 3).contiguous()
    sp = torch.matmul(q1.view([b, kv, g * rep * t, d]), kp.transpose(2, 3)) + bias
    so = torch.matmul(q1.view([b * kv * g, rep * t, d]), kc.reshape([b * kv * g, s, d]).transpose(1, 2)).view([b, kv, g * rep, t, s])
    if causal is not None:
      so1 = so + causal
    else:
      so1 = so
    w = torch.softmax(torch.cat([sp.view([b, kv, g * rep, t, n]), so1], -1).float(), -1).type_as(q)
    op = torch.matmul(torch.slice(w, -1, 0, n).reshape([b, kv, g * rep * t, n]), vp)
    oc = torch.matmul(torch.slice(w, -1, n, n + s).reshape([b * kv * g, rep * t, s]), vc.reshape([b * kv * g, s, d]))
    o = op.view([b, kv, g, rep, t, d]) + oc.view([b, kv, g, rep, t, d])
    return o.permute([0, 2, 4, 1, 3, 5]).reshape([b * g * t, self.n_heads * d])
  def hidden(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, completion: Tensor, back: Tensor, bias: Tensor, p: List[Tensor]) -> Tensor:
    t = completion.size(2)
    x = torch.embedding(p[0], ids)
    cos, sin = self.angles(pos, x)
    causal = torch.triu(torch.full([t, t], float("-inf"), dtype=6, device=x.device), 1)
    bias1 = torch.unsqueeze(torch.unsqueeze(bias, 1), 1)
    for l in range(self.n_layers):
      q, k, v = self.qkv(x, p, l, cos, sin)
      kp = self.heads(k, prompt)
      vp = self.heads(v, prompt)
      ap = torch.scaled_dot_product_attention(self.heads(q, prompt), kp, vp, None, 0., True, scale=None, enable_gqa=True)
      ac = self.attend(self.grouped(q, completion), kp, vp, self.grouped(k, completion), self.grouped(v, completion), bias1, causal)
      a = torch.cat([ap.transpose(1, 2).reshape([prompt.numel(), self.n_heads * self.head_dim]), ac], 0)
      x = self.finish(x, torch.index_select(a, 0, back), p, l)
    return __torch__.rms_norm(x, p[self.norm_index], self.eps)
  def logprobs(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, completion: Tensor, back: Tensor, bias: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, given: List[Tensor]) -> Tensor:
    p = self.prepared(given)
    h = self.hidden(ids, pos, prompt, completion, back, bias, p)
    logits = torch.linear(torch.index_select(h, 0, rows), p[self.head_index]).float() / float(temperature)
    return torch.squeeze(torch.gather(torch.log_softmax(logits, -1), 1, torch.unsqueeze(targets, 1)), 1)
  def logits(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, completion: Tensor, back: Tensor, bias: Tensor, given: List[Tensor]) -> Tensor:
    p = self.prepared(given)
    h = self.hidden(ids, pos, prompt, completion, back, bias, p)
    return torch.linear(h, p[self.head_index]).float()
  def accumulate(self: __torch__.Decoder, logp: Tensor, gradient: Tensor, given: List[Tensor], given_g: List[Tensor]) -> Tensor:
    if len(given) > 1:
      p = given
      acc = given_g
    else:
      p = __torch__.tensors(self.held)
      acc = __torch__.tensors(self.held_g)
    loss = (logp * gradient).sum()
    gs = torch.grad([loss], p, None, False, False)
    for i in range(len(p)):
      g = gs[i]
      if g is not None:
        a = torch.add_(acc[i], g)
    return torch.detach(loss)
  def norm(self: __torch__.Decoder, acc: List[Tensor]) -> Tensor:
    return torch.norm(torch.stack(torch._foreach_norm(acc, 2)).float(), 2)
  def adamw(self: __torch__.Decoder, settings: Tensor, given: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    if len(given) > 1:
      return self.update(settings, given, g, m, v, steps)
    return self.update(settings, __torch__.tensors(self.held), __torch__.tensors(self.held_g), __torch__.tensors(self.held_m), __torch__.tensors(self.held_v), __torch__.tensors(self.held_s))
  def update(self: __torch__.Decoder, settings: Tensor, p: List[Tensor], acc: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor]) -> Tensor:
    total = self.norm(acc)
    s = annotate(List[float], [])
    for i in range(settings.size(0)):
      s.append(float(settings[i]))
    if float(total) > s[5]:
      torch._foreach_mul_(acc, s[5] / (float(total) + 1e-6))
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(p, acc, m, v, [], steps, lr=s[0], beta1=s[1], beta2=s[2], weight_decay=s[4], eps=s[3], amsgrad=False, maximize=False)
    torch._foreach_zero_(acc)
    return total
  def generate(self: __torch__.Decoder, ids: Tensor, pos: Tensor, prompt: Tensor, last: Tensor, bias: Tensor, u: Tensor, temperature: Tensor, stops: Tensor, given: List[Tensor]) -> Tensor:
    p = self.merged(self.prepared(given))
    b = prompt.size(0)
    g = u.size(1)
    t = u.size(2)
    d = self.head_dim
    heat = float(temperature)
    x = torch.embedding(p[0], ids)
    cos, sin = self.angles(pos, x)
    bias1 = torch.unsqueeze(torch.unsqueeze(bias, 1), 1)
    kps = annotate(List[Tensor], [])
    vps = annotate(List[Tensor], [])
    kcs = annotate(List[Tensor], [])
    vcs = annotate(List[Tensor], [])
    back = torch.nonzero(bias.flatten(0, -1) == 0.).flatten(0, -1)
    for l in range(self.n_layers):
      q, k, v = self.qkv(x, p, l, cos, sin)
      kp = self.heads(k, prompt)
      vp = self.heads(v, prompt)
      a = torch.scaled_dot_product_attention(self.heads(q, prompt), kp, vp, None, 0., True, scale=None, enable_gqa=True)
      a1 = a.transpose(1, 2).reshape([prompt.numel(), self.n_heads * d])
      x = self.finish(x, torch.index_select(a1, 0, back), p, l)
      kps.append(kp.contiguous())
      vps.append(vp.contiguous())
      kcs.append(torch.empty([b, self.n_kv, g, t, d], dtype=k.dtype, device=k.device))
      vcs.append(torch.empty([b, self.n_kv, g, t, d], dtype=k.dtype, device=k.device))
    h = __torch__.rms_norm(torch.index_select(x, 0, last), p[self.norm_index], self.eps)
    logits = torch.linear(h, p[self.head_index]).repeat_interleave(g, 0)
    start = (torch.index_select(pos, 0, last) + 1).repeat_interleave(g, 0)
    out = torch.zeros([b * g, t], dtype=4, device=ids.device)
    done = torch.zeros([b * g], dtype=11, device=ids.device)
    i = 0
    more = True
    while more:
      tok = __torch__.pick(logits, torch.select(u, 2, i).reshape([b * g]), heat)
      c = torch.copy_(torch.select(out, 1, i), tok)
      done = torch.logical_or(done, torch.isin(tok, stops))
      i = i + 1
      more = i < t
      if more:
        more = not bool(torch.all(done))
      if more:
        y = torch.embedding(p[0], tok)
        cos1, sin1 = self.angles(start + (i - 1), y)
        for l in range(self.n_layers):
          q, k, v = self.qkv(y, p, l, cos1, sin1)
          e = torch.copy_(torch.select(kcs[l], 3, i - 1), k.view([b, g, self.n_kv, d]).transpose(1, 2))
          f = torch.copy_(torch.select(vcs[l], 3, i - 1), v.view([b, g, self.n_kv, d]).transpose(1, 2))
          q4 = torch.unsqueeze(q.view([b, g, self.n_heads, d]).transpose(1, 2), 3)
          a = self.attend(q4, kps[l], vps[l], torch.slice(kcs[l], 3, 0, i), torch.slice(vcs[l], 3, 0, i), bias1, None)
          y = self.finish(y, a, p, l)
        logits = torch.linear(__torch__.rms_norm(y, p[self.norm_index], self.eps), p[self.head_index])
    return torch.cat([out, torch.full([b * g, 1], i, dtype=4, device=ids.device)], 1)
  def forward(self: __torch__.Decoder, x: Tensor) -> Tensor:
    return x
