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
  packs : List[bool]
  qk_norm : bool
  n_biases : int
  stride : int
  norm_index : int
  n_weights : int
  lora_scale : float
  dtype : int
  flash : bool
  ragged : bool
  threads : int
  held : List[Tensor]
  held_g : List[Tensor]
  held_m : List[Tensor]
  held_v : List[Tensor]
  held_s : List[Tensor]
  training : bool
  def set_threads(self: __torch__.Decoder, threads: Tensor) -> Tensor:
    self.threads = int(threads)
    return threads
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
  def fill_held(self: __torch__.Decoder, value: Tensor, at: Tensor, kind: Tensor, index: Tensor) -> Tensor:
    return self.fill(value, at, [self.state(kind, index)])
  def part(self: __torch__.Decoder, value: Tensor, at: Tensor, source: List[Tensor]) -> Tensor:
    n = int(at)
    t = torch.copy_(value, torch.slice(source[0].view([-1]), 0, n, n + value.size(0)))
    return value
  def part_held(self: __torch__.Decoder, value: Tensor, at: Tensor, kind: Tensor, index: Tensor) -> Tensor:
    return self.part(value, at, [self.state(kind, index)])
  def learn(self: __torch__.Decoder, x: Tensor) -> Tensor:
    for i in range(len(self.held)):
      w = self.held[i]
      self.held_g.append(torch.zeros_like(w))
      self.held_m.append(torch.zeros_like(w))
      self.held_v.append(torch.zeros_like(w))
      self.held_s.append(torch.zeros([1], dtype=6, device=w.device).select(0, 0))
    return x
  def forget(self: __torch__.Decoder, x: Tensor) -> Tensor:
    self.held_g = annotate(List[Tensor], [])
    self.held_m = annotate(List[Tensor], [])
    self.held_v = annotate(List[Tensor], [])
    self.held_s = annotate(List[Tensor], [])
    return x
  def peek(self: __torch__.Decoder, index: Tensor) -> Tensor:
    return self.held[int(index)].float()
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
  def prepared(self: __torch__.Decoder, given: List[Tensor]) -> List[Tensor]:
    w = __torch__.tensors(self.held)
    if len(given) > 1:
      for i in range(len(given)):
        w.append(torch.to(given[i], self.dtype))
    return w
  def gradient_sums(self: __torch__.Decoder, p: List[Tensor], given_g: List[Tensor]) -> Dict[int, Tensor]:
    if len(given_g) > 1:
      acc = given_g
    else:
      acc = self.held_g
    sums = annotate(Dict[int, Tensor], {})
    for i in range(len(p)):
      if (i >= self.n_weights or len(p) == self.n_weights) and torch.numel(p[i]) > 0:
        sums[i] = acc[len(sums)]
    return sums
  def project(self: __torch__.Decoder, x: Tensor, p: List[Tensor], i: int) -> Tensor:
    y = __torch__.linear(x, p[i])
    if self.is_adapted(p, i):
      y = y + torch.linear(torch.linear(x, p[self.n_weights + i]), p[2 * self.n_weights + i]) * self.lora_scale
    return y
  def project_back(self: __torch__.Decoder, d: Tensor, x: Tensor, p: List[Tensor], i: int, sums: Dict[int, Tensor]) -> Tensor:
    if i in sums:
      c = torch.add_(sums[i], __torch__.linear_weights(d, x))
    dx = __torch__.linear_inputs(d, p[i])
    if self.is_adapted(p, i):
      a = self.n_weights + i
      b = a + self.n_weights
      db = d * self.lora_scale
      da = torch.matmul(db, p[b])
      c = torch.add_(sums[b], torch.matmul(db.t(), torch.linear(x, p[a])))
      c = torch.add_(sums[a], torch.matmul(da.t(), x))
      dx = dx + torch.matmul(da, p[a])
    return dx
  def is_adapted(self: __torch__.Decoder, p: List[Tensor], i: int) -> bool:
    if len(p) > self.n_weights:
      return torch.numel(p[self.n_weights + i]) > 0
    return False
  def norm_back(self: __torch__.Decoder, d: Tensor, x: Tensor, p: List[Tensor], i: int, sums: Dict[int, Tensor]) -> Tensor:
    dx, dw = __torch__.rms_norm_back(d, x, p[i], self.inverse[1])
    if i in sums:
      c = torch.add_(sums[i], dw)
    return dx
  def bias_back(self: __torch__.Decoder, d: Tensor, i: int, sums: Dict[int, Tensor]) -> Tensor:
    if i in sums:
      c = torch.add_(sums[i], torch.sum(d, [0]))
    return d
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
      self.inverse.append(torch.full([1], self.eps, dtype=6, device=pos.device))
    f = torch.unsqueeze(pos.to(6), -1) * self.inverse[0]
    cos = torch.cos(f)
    sin = torch.sin(f)
    c = torch.unsqueeze(torch.cat([cos, cos], -1), 1)
    s = torch.unsqueeze(torch.cat([torch.neg(sin), sin], -1), 1)
    return (c.type_as(like), s.type_as(like))
  def queries(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int) -> Tuple[Tensor, Tensor, Tensor]:
    o = 1 + l * self.stride
    n = x.size(0)
    h = __torch__.rms_norm(x, p[o], self.inverse[1])
    q = self.project(h, p, o + 1)
    k = self.project(h, p, o + 2)
    v = self.project(h, p, o + 3)
    if self.n_biases > 0:
      b = o + self.stride - self.n_biases
      q = q + p[b]
      k = k + p[b + 1]
      v = v + p[b + 2]
    return (q.view([n, self.n_heads, self.head_dim]), k.view([n, self.n_kv, self.head_dim]), v.view([n, self.n_kv, self.head_dim]))
  def rotated(self: __torch__.Decoder, q: Tensor, k: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor]:
    o = 1 + l * self.stride
    heads = self.n_heads
    both = torch.cat([q, k], 1)
    if self.qk_norm:
      w = torch.cat([p[o + 5].expand([heads, -1]), p[o + 6].expand([self.n_kv, -1])], 0)
      both = __torch__.rms_norm(both, w, self.inverse[1])
    both = __torch__.rope(both, cos, sin)
    return (torch.slice(both, 1, 0, heads), torch.slice(both, 1, heads, heads + self.n_kv))
  def qkv(self: __torch__.Decoder, x: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    q, k, v = self.queries(x, p, l)
    q1, k1 = self.rotated(q, k, p, l, cos, sin)
    return (q1, k1, v)
  def qkv_back(self: __torch__.Decoder, dq: Tensor, dk: Tensor, dv: Tensor, x: Tensor, q: Tensor, k: Tensor, p: List[Tensor], l: int, cos: Tensor, sin: Tensor, sums: Dict[int, Tensor]) -> Tensor:
    o = 1 + l * self.stride
    n = x.size(0)
    dq = __torch__.rope(dq, cos, torch.neg(sin))
    dk = __torch__.rope(dk, cos, torch.neg(sin))
    if self.qk_norm:
      dq = self.norm_back(dq, q, p, o + 5, sums)
      dk = self.norm_back(dk, k, p, o + 6, sums)
    ds = [dq.reshape([n, -1]), dk.reshape([n, -1]), dv.reshape([n, -1])]
    h = __torch__.rms_norm(x, p[o], self.inverse[1])
    dh = torch.zeros_like(h)
    for i in range(3):
      if self.n_biases > 0:
        c = self.bias_back(ds[i], o + self.stride - self.n_biases + i, sums)
      c = torch.add_(dh, self.project_back(ds[i], h, p, o + 1 + i, sums))
    return self.norm_back(dh, x, p, o, sums)
  def gates(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tuple[Tensor, Tensor, Tensor]:
    b = 1 + (l + 1) * self.stride
    m = b - self.n_biases - 4
    y = x + self.project(a.view([a.size(0), -1]), p, 1 + l * self.stride + 4)
    if self.n_biases > 3:
      y = y + p[b - 1]
    h = __torch__.rms_norm(y, p[m], self.inverse[1])
    return (y, self.project(h, p, m + 1), self.project(h, p, m + 2))
  def gated(self: __torch__.Decoder, y: Tensor, g: Tensor, u: Tensor, p: List[Tensor], l: int) -> Tensor:
    m = 1 + (l + 1) * self.stride - self.n_biases - 4
    return y + self.project(__torch__.silu(g, self.threads) * u, p, m + 3)
  def finish(self: __torch__.Decoder, x: Tensor, a: Tensor, p: List[Tensor], l: int) -> Tensor:
    y, g, u = self.gates(x, a, p, l)
    return self.gated(y, g, u, p, l)
  def gated_back(self: __torch__.Decoder, d: Tensor, y: Tensor, g: Tensor, u: Tensor, p: List[Tensor], l: int, sums: Dict[int, Tensor]) -> Tensor:
    m = 1 + (l + 1) * self.stride - self.n_biases - 4
    s = __torch__.silu(g, self.threads)
    df = self.project_back(d, s * u, p, m + 3, sums)
    dg = __torch__.silu_back(df * u, g, self.threads)
    du = torch.mul_(df, s)
    h = __torch__.rms_norm(y, p[m], self.inverse[1])
    dh = self.project_back(dg, h, p, m + 1, sums) + self.project_back(du, h, p, m + 2, sums)
    return d + self.norm_back(dh, y, p, m, sums)
  def bounds(self: __torch__.Decoder, spans: Tensor) -> List[int]:
    n = annotate(List[int], [])
    flat = spans.flatten(0, -1).cpu()
    for i in range(flat.size(0)):
      n.append(int(flat[i]))
    return n
